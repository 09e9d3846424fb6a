using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>
/// A network that is loaded, checked against its manifest and ready to run.
/// </summary>
/// <remarks>
/// Ownership: whoever loads it disposes it, after all of its bindings. Thread safety: <see cref="Run"/> may be called from
/// several threads at once with different bindings.
/// </remarks>
public sealed class Network : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private int _lastGraphId;

    private Network(
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

    /// <summary>The ONNX file.</summary>
    public string Path { get; }

    /// <summary>How it was asked to run.</summary>
    public NetworkOptions Options { get; }

    /// <summary>What computes the network: the first of <see cref="NetworkOptions.Providers"/> that can be had.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>Why that is not the first of them, as one sentence; null where it is.</summary>
    public string? FallbackReason { get; }

    /// <summary>The most images that one run takes.</summary>
    public int MaxBatch => Manifest.MaxBatch;

    /// <summary>How many images each run takes where the file fixes that; 1 where it leaves it open.</summary>
    public int FixedBatch { get; }

    /// <summary>Whether it computes in half precision.</summary>
    public bool IsHalfPrecision => Options.Fp16 && Provider == ExecutionProvider.TensorRt;

    /// <summary>Loads a network and checks its hash, inputs and outputs.</summary>
    /// <exception cref="ModelContractException">The file is not what the manifest says, or not an ONNX network.</exception>
    /// <exception cref="ProviderException">The provider cannot be had and no fallback is listed that can.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static Network Load(ResolvedNetwork network, NetworkOptions options)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        CheckHash(network);
        (InferenceSession session, ExecutionProvider provider, string? fallbackReason) = SessionFactory.Open(network, options);
        try
        {
            int fixedBatch = NetworkContract.Check(session, network);
            return new Network(network, options, session, provider, fallbackReason, fixedBatch);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes the pre-allocated input and output of one frame in flight, for images of one size.</summary>
    /// <returns>The caller owns it and disposes it before the network.</returns>
    public NetworkBinding CreateBinding(int imageWidth, int imageHeight) => new(this, _session, imageWidth, imageHeight);

    /// <summary>Makes the pre-allocated input and output of runs on several frames at once.</summary>
    /// <returns>The caller owns it and disposes it before the network.</returns>
    public NetworkBatch CreateBatch() => new(this, _session);

    /// <summary>Runs the network on the binding's input; the binding's outputs then hold the answer. Allocates nothing managed.</summary>
    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    public void Run(NetworkBinding binding)
    {
        if (binding.Network != this)
        {
            throw new ArgumentException($"The binding belongs to {binding.Network.Manifest.Name}.", nameof(binding));
        }

        try
        {
            if (Provider == ExecutionProvider.Cpu)
            {
                _session.RunWithBinding(_runOptions, binding.IoBinding);
                return;
            }

            binding.SendToGpu();
            _session.RunWithBinding(binding.GraphRunOptions ?? _runOptions, binding.IoBinding);
            binding.FetchFromGpu();
        }
        catch (OnnxRuntimeException error)
        {
            throw Failed(error);
        }
    }

    internal InferenceException Failed(OnnxRuntimeException error) =>
        new($"{Manifest.Name}: the run failed on {Provider}: {RuntimeFault.Explain(Provider, Options.DeviceId, error.Message)}.", error);

    /// <summary>A number of its own for each binding whose launches are recorded, from 1.</summary>
    internal int NextGraphId() => Interlocked.Increment(ref _lastGraphId);

    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
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
