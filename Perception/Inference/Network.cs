using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Sensors;

namespace Perception.Inference;

/// <summary>
/// A network that is loaded, checked against its manifest and ready to run.
/// </summary>
/// <remarks>
/// Ownership: whoever loads it disposes it. Its native session lives until its last binding or batch is disposed as well, so that a run that
/// is still under way at the end of the program does no harm. Thread safety: <see cref="Run"/> may be called from several threads at
/// once with different bindings; where the GPU's launches are recorded, the runs are then made one after the other.
/// </remarks>
public sealed class Network : IDisposable
{
    // As long as a GPU may take to find its kernels for another network's first run.
    private static readonly TimeSpan RecordingLimit = TimeSpan.FromMinutes(1);

    private readonly InferenceSession _session;
    private int _lastGraphId;
    private int _holders = 1;
    private int _isDisposed;

    /// <param name="source">Its file and manifest.</param>
    /// <param name="options">How it was asked to run.</param>
    /// <param name="session">Owned from here on.</param>
    /// <param name="provider">What the session computes with.</param>
    /// <param name="fallbackReason">Why that is not the first that was asked for.</param>
    /// <param name="fixedBatch">How many images the file takes in each run.</param>
    internal Network(
        ResolvedNetwork source, NetworkOptions options, InferenceSession session, ExecutionProvider provider, string? fallbackReason, int fixedBatch)
    {
        FixedBatch = fixedBatch;
        Path = source.Path;
        Manifest = source.Manifest;
        Options = options;
        Provider = provider;
        FallbackReason = fallbackReason;
        _session = session;
    }

    public NetworkManifest Manifest { get; }

    /// <summary>Makes all runs, so that what is recorded in the first run of a binding serves its later ones; null where each caller makes its own.</summary>
    internal RunThread? Thread { get; init; }

    /// <summary>The ONNX file.</summary>
    public string Path { get; }

    /// <summary>How it was asked to run.</summary>
    public NetworkOptions Options { get; }

    /// <summary>What computes the network: the first of <see cref="NetworkOptions.Providers"/> that can be had.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>Why that is not the first of them, as one sentence; null where it is.</summary>
    public string? FallbackReason { get; }

    /// <summary>Which providers compute how many of its nodes; null where the processor computes all.</summary>
    public NodePlacement? Placement { get; private init; }

    /// <summary>The most images that one run takes.</summary>
    public int MaxBatch => Manifest.MaxBatch;

    /// <summary>How many images each run takes where the file fixes that; 1 where it leaves it open.</summary>
    public int FixedBatch { get; }

    /// <summary>How long it took to check its file and to open its session.</summary>
    public TimeSpan LoadTime { get; private init; }

    /// <summary>Whether it computes in half precision.</summary>
    public bool IsHalfPrecision => Options.Fp16 && Provider == ExecutionProvider.TensorRt;

    /// <summary>Loads a network and checks its hash, inputs and outputs.</summary>
    /// <exception cref="ModelContractException">The file is not what the manifest says, or not an ONNX network.</exception>
    /// <exception cref="ProviderException">The provider cannot be had and no fallback is listed that can.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static Network Load(ResolvedNetwork network, NetworkOptions options)
    {
        OptionRanges.Require(options);
        long started = TimeProvider.System.GetTimestamp();
        CheckHash(network);
        (InferenceSession session, ExecutionProvider provider, int fixedBatch, string? fallbackReason, NodePlacement? placement) = SessionFactory.Open(network, options);
        return new Network(network, options, session, provider, fallbackReason, fixedBatch)
        {
            Placement = placement,
            LoadTime = TimeProvider.System.GetElapsedTime(started),
            Thread = provider != ExecutionProvider.Cpu && options.CudaGraph ? new RunThread(network.Manifest.Name) : null,
        };
    }

    /// <summary>
    /// Makes the pre-allocated input and output of one frame in flight, for images of one size. Where the GPU's launches are recorded, that is
    /// done here, so that no frame waits for it.
    /// </summary>
    /// <param name="imageWidth">Pixels.</param>
    /// <param name="imageHeight">Pixels.</param>
    /// <param name="region">The part of the image that the network sees; null for what its manifest says.</param>
    /// <returns>The caller owns it and disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The network is disposed.</exception>
    /// <exception cref="InferenceException">ONNX Runtime failed, as where the GPU's memory is full.</exception>
    /// <exception cref="ProviderException">Launches are to be recorded, and the CUDA runtime is not there.</exception>
    public NetworkBinding CreateBinding(int imageWidth, int imageHeight, ImageRegion? region = null)
    {
        NetworkBinding binding = Hold(() => new NetworkBinding(this, _session, imageWidth, imageHeight, region));
        try
        {
            if (Thread is not null && !Thread.TryRun(() => Record(binding), RecordingLimit))
            {
                throw NotRecorded();
            }

            return binding;
        }
        catch
        {
            binding.Dispose();
            throw;
        }
    }

    /// <summary>Makes the pre-allocated input and output of runs on several frames at once.</summary>
    /// <returns>The caller owns it and disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The network is disposed.</exception>
    /// <exception cref="InferenceException">ONNX Runtime failed, as where the GPU's memory is full.</exception>
    public NetworkBatch CreateBatch() => Hold(() => new NetworkBatch(this, _session));

    /// <summary>Runs the network on the binding's input; the binding's outputs then hold the answer. Allocates nothing managed.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed, or <see cref="NetworkBinding.EndRun"/> was called.</exception>
    public void Run(NetworkBinding binding)
    {
        if (binding.Network != this)
        {
            throw new ArgumentException($"The binding belongs to {binding.Network.Manifest.Name}.", nameof(binding));
        }

        Make(binding.MakeRun);
    }

    /// <summary>Makes a run where this network's runs are made, and waits for its end.</summary>
    /// <param name="run">Kept by the caller, so that nothing is allocated for it.</param>
    internal void Make(Action run)
    {
        if (Thread is null)
        {
            run();
        }
        else
        {
            Thread.Run(run);
        }
    }

    /// <summary>One run on this thread.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    internal void RunHere(NetworkBinding binding)
    {
        using GpuGate.Turn turn = GpuGate.Process.Work(Provider);
        Compute(binding);
    }

    internal InferenceException Failed(OnnxRuntimeException error, string what = "the run") =>
        new($"{Manifest.Name}: {what} failed on {ExecutionProviders.Name(Provider)}: {RuntimeFault.Explain(Provider, Options.DeviceId, error.Message)}.", error);

    /// <summary>A number of its own for each binding whose launches are recorded, from 1.</summary>
    internal int NextGraphId() => Interlocked.Increment(ref _lastGraphId);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Release();
        }
    }

    /// <summary>Called by the owner and by each binding and batch once; the last one frees the session.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Thread?.Dispose();
            using GpuGate.Turn turn = GpuGate.Process.Work(Provider);
            _session.Dispose();
        }
    }

    /// <summary>The first run of a binding, on an empty image, in which ONNX Runtime records its launches.</summary>
    private void Record(NetworkBinding binding)
    {
        if (!GpuGate.Process.TryRecord(RecordingLimit, out GpuGate.Turn turn))
        {
            throw NotRecorded();
        }

        using (turn)
        {
            Compute(binding);
        }
    }

    private InferenceException NotRecorded() =>
        new($"{Manifest.Name}: its launches could not be recorded, as other work on {ExecutionProviders.Name(Provider)} did not end within {RecordingLimit.TotalSeconds:0} s.");

    private void Compute(NetworkBinding binding)
    {
        try
        {
            if (Provider == ExecutionProvider.Cpu)
            {
                _session.RunWithBinding(binding.RunOptions, binding.IoBinding);
                return;
            }

            binding.SendToGpu();
            _session.RunWithBinding(binding.RunOptions, binding.IoBinding);
            binding.FetchFromGpu();
        }
        catch (OnnxRuntimeException error)
        {
            throw Failed(error);
        }
    }

    /// <summary>Makes something that keeps the session until it calls <see cref="Release"/>.</summary>
    private T Hold<T>(Func<T> create)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        Interlocked.Increment(ref _holders);
        try
        {
            using GpuGate.Turn turn = GpuGate.Process.Work(Provider);
            return create();
        }
        catch (OnnxRuntimeException error)
        {
            Release();
            throw Failed(error, "making the memory of its runs");
        }
        catch
        {
            Release();
            throw;
        }
    }

    private static void CheckHash(ResolvedNetwork network)
    {
        try
        {
            using FileStream file = File.OpenRead(network.Path);
            string found = Convert.ToHexStringLower(SHA256.HashData(file));
            if (found != network.Manifest.Sha256)
            {
                throw new ModelContractException($"{network.Path}: expected SHA-256 {network.Manifest.Sha256}, found {found}.");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelContractException($"{network.Path}: expected a readable file, found: {error.Message}", error);
        }
    }
}
