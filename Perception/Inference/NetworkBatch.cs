using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>
/// The pre-allocated input and output tensors of runs on several frames at once. Frames are copied in from their own bindings and their
/// answers back, so that nothing else differs from a run on one frame.
/// </summary>
/// <remarks>
/// Ownership: made by <see cref="Network.CreateBatch"/>, disposed by the caller. All tensors lie in native memory and are reused; a run
/// allocates nothing managed. Not thread safe but for <see cref="EndRun"/>.
/// </remarks>
public sealed class NetworkBatch : IDisposable
{
    /// <summary>ONNX Runtime's key of a run for the number of its recorded launches.</summary>
    internal const string GraphId = "gpu_graph_id";

    /// <summary>The number of a run that is neither recorded nor replayed.</summary>
    internal const string NoGraph = "-1";

    private readonly OwnedParts _parts = new();
    private readonly Network _network;
    private readonly InferenceSession _session;
    private readonly Action _makeRun;
    private readonly NativeTensor _image;
    private readonly NativeTensor[] _extras;
    private readonly NativeTensor[] _outputs;
    private readonly RunOptions _runOptions;

    // By the number of images, from 1; a file of a fixed batch has the last one only.
    private readonly OrtIoBinding?[] _bindings;
    private readonly OrtValue[][] _inputs;
    private int _count;

    internal NetworkBatch(Network network, InferenceSession session)
    {
        _network = network;
        _session = session;
        NetworkManifest manifest = network.Manifest;
        Capacity = network.MaxBatch;
        _makeRun = RunHere;
        _bindings = new OrtIoBinding?[Capacity];
        _inputs = new OrtValue[Capacity][];
        bool isOnGpu = network.Provider != ExecutionProvider.Cpu;
        try
        {
            _runOptions = _parts.Add(new RunOptions());
            if (isOnGpu && network.Options.CudaGraph)
            {
                // Recorded launches are those of runs on one frame; a run on several is not recorded.
                _runOptions.AddRunConfigEntry(GraphId, NoGraph);
            }

            PinnedMemory? pinned = isOnGpu ? _parts.Add(new PinnedMemory(session, network.Options.DeviceId)) : null;
            _image = _parts.Add(new NativeTensor(manifest.Input.Tensor, Capacity, pinned?.Allocator));
            _extras = [.. manifest.ExtraInputs.Select(input => _parts.Add(NetworkBinding.CreateConstant(input, Capacity, pinned?.Allocator)))];
            _outputs = [.. manifest.Outputs.Select(output => _parts.Add(new NativeTensor(output, Capacity, pinned?.Allocator)))];
            for (int count = network.FixedBatch; count <= Capacity; count++)
            {
                _inputs[count - 1] = [View(_image, count), .. _extras.Select(extra => View(extra, count))];
                OrtValue[] outputs = [.. _outputs.Select(output => View(output, count))];
                OrtIoBinding binding = _parts.Add(session.CreateIoBinding());
                _bindings[count - 1] = binding;
                BindInputs(count);
                for (int i = 0; i < outputs.Length; i++)
                {
                    binding.BindOutput(_outputs[i].Contract.Name, outputs[i]);
                }
            }
        }
        catch
        {
            _parts.Dispose();
            throw;
        }
    }

    /// <summary>The most frames that one run takes.</summary>
    public int Capacity { get; }

    /// <summary>Runs the network once on the inputs of all the bindings; their outputs then hold the answers.</summary>
    /// <param name="frames">1 to <see cref="Capacity"/> bindings of this network.</param>
    /// <exception cref="InferenceException">ONNX Runtime failed; none of the frames has an answer.</exception>
    public void Run(ReadOnlySpan<NetworkBinding> frames)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frames.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames.Length, Capacity);
        for (int i = 0; i < frames.Length; i++)
        {
            if (frames[i].Network != _network)
            {
                throw new ArgumentException($"The binding belongs to {frames[i].Network.Manifest.Name}.", nameof(frames));
            }

            frames[i].ImageTensor.Image(0).CopyTo(_image.Image(i));
        }

        _count = Math.Max(frames.Length, _network.FixedBatch);
        _network.Make(_makeRun);
        for (int i = 0; i < frames.Length; i++)
        {
            ReadOnlySpan<NativeTensor> outputs = frames[i].OutputTensors;
            for (int output = 0; output < outputs.Length; output++)
            {
                _outputs[output].Image(i).CopyTo(outputs[output].Image(0));
            }
        }
    }

    /// <summary>Ends the run that is under way, at the network's next layer, with an <see cref="InferenceException"/>; every later run too, until <see cref="AllowRuns"/>.</summary>
    public void EndRun() => _runOptions.Terminate = true;

    /// <summary>Lets runs be made again; while none is under way.</summary>
    public void AllowRuns() => _runOptions.Terminate = false;

    public void Dispose()
    {
        _parts.Dispose();
        _network.Release();
    }

    private void RunHere()
    {
        OrtIoBinding binding = _bindings[_count - 1]!;
        using GpuGate.Turn turn = GpuGate.Process.Work(_network.Provider);
        try
        {
            if (_network.Provider == ExecutionProvider.Cpu)
            {
                _session.RunWithBinding(_runOptions, binding);
                return;
            }

            // ONNX Runtime copies to the GPU when it binds, so that it has to bind before each run.
            BindInputs(_count);
            binding.SynchronizeBoundInputs();
            _session.RunWithBinding(_runOptions, binding);
            binding.SynchronizeBoundOutputs();
        }
        catch (OnnxRuntimeException error)
        {
            throw _network.Failed(error);
        }
    }

    private OrtValue View(NativeTensor tensor, int count) => _parts.Add(tensor.CreateView(count));

    private void BindInputs(int count)
    {
        OrtIoBinding binding = _bindings[count - 1]!;
        OrtValue[] inputs = _inputs[count - 1];
        binding.BindInput(_image.Contract.Name, inputs[0]);
        for (int i = 0; i < _extras.Length; i++)
        {
            binding.BindInput(_extras[i].Contract.Name, inputs[i + 1]);
        }
    }
}
