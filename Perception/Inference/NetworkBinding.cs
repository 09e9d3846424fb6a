using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace Perception.Inference;

/// <summary>
/// The pre-allocated input and output tensors of one frame in flight, bound to a network.
/// </summary>
/// <remarks>
/// Ownership: made by <see cref="Network.CreateBinding"/>, disposed by the caller. All tensors lie in native memory and are reused for
/// each frame. Not thread safe but for <see cref="EndRun"/>; several bindings of one network are independent.
/// </remarks>
public sealed class NetworkBinding : IDisposable
{
    private readonly OwnedParts _parts = new();
    private readonly NativeTensor _image;
    private readonly NativeTensor[] _extras;
    private readonly NativeTensor[] _outputs;
    private readonly Preprocessor _preprocessor;
    private readonly DeviceTensors? _device;

    internal NetworkBinding(Network network, InferenceSession session, int imageWidth, int imageHeight, ImageRegion? region)
    {
        Network = network;
        NetworkManifest manifest = network.Manifest;
        Letterbox = Letterbox.For(manifest.Input, imageWidth, imageHeight, region);
        MakeRun = () => network.RunHere(this);
        bool isOnGpu = network.Provider != ExecutionProvider.Cpu;
        try
        {
            RunOptions = _parts.Add(new RunOptions());
            PinnedMemory? pinned = isOnGpu ? _parts.Add(new PinnedMemory(session, network.Options.DeviceId)) : null;

            // A file of a fixed batch takes that many images in each run; this frame is the first, and the others stay empty.
            int images = network.FixedBatch;
            _image = _parts.Add(new NativeTensor(manifest.Input.Tensor, images, pinned?.Allocator));
            _extras = [.. manifest.ExtraInputs.Select(input => _parts.Add(CreateConstant(input, images, pinned?.Allocator)))];
            _outputs = [.. manifest.Outputs.Select(output => _parts.Add(new NativeTensor(output, images, pinned?.Allocator)))];
            _preprocessor = _parts.Add(new Preprocessor(manifest.Input, Letterbox));
            _preprocessor.FillPadding(_image.Floats);
            if (isOnGpu && network.Options.CudaGraph)
            {
                // Each binding has its own addresses on the GPU, and so a recording of its own.
                RunOptions.AddRunConfigEntry(NetworkBatch.GraphId, network.NextGraphId().ToString(CultureInfo.InvariantCulture));
                _device = _parts.Add(new DeviceTensors(session, manifest.Name, network.Options.DeviceId, [_image, .. _extras], _outputs));
            }

            IoBinding = _parts.Add(session.CreateIoBinding());
            Bind();
        }
        catch
        {
            _parts.Dispose();
            throw;
        }
    }

    public Network Network { get; }

    /// <summary>Where the image lies in the network's input.</summary>
    public Letterbox Letterbox { get; }

    /// <summary>The image input, [1, 3, H, W]; written by <see cref="Preprocess"/>.</summary>
    public Span<float> Input => _image.Floats;

    internal OrtIoBinding IoBinding { get; }

    /// <summary>One run on the thread that calls it; kept, so that a frame allocates nothing for it.</summary>
    internal Action MakeRun { get; }

    /// <summary>The image input's memory.</summary>
    internal NativeTensor ImageTensor => _image;

    /// <summary>The outputs' memory, in the manifest's order.</summary>
    internal ReadOnlySpan<NativeTensor> OutputTensors => _outputs;

    /// <summary>This binding's own, so that its run alone can be ended; names its recorded launches, where there are any.</summary>
    internal RunOptions RunOptions { get; }

    /// <summary>A float output of the last run, in the manifest's order.</summary>
    public ReadOnlySpan<float> Output(int index) => _outputs[index].Floats;

    /// <summary>An int64 output of the last run, in the manifest's order.</summary>
    public ReadOnlySpan<long> OutputInt64(int index) => _outputs[index].Longs;

    /// <summary>Resizes (bilinear), letterboxes, orders, normalises and splits an image into the bound input. Allocates nothing.</summary>
    /// <param name="bgr">8-bit BGR, of the size that the binding was made for.</param>
    /// <exception cref="ArgumentException">The image has another size or type.</exception>
    public void Preprocess(Mat bgr) => _preprocessor.Run(bgr, _image.Floats);

    /// <summary>Ends the run that is under way, at the network's next layer, with an <see cref="InferenceException"/>; every later run too, until <see cref="AllowRuns"/>.</summary>
    public void EndRun() => RunOptions.Terminate = true;

    /// <summary>Lets runs be made again; while none is under way.</summary>
    public void AllowRuns() => RunOptions.Terminate = false;

    public void Dispose()
    {
        _parts.Dispose();
        Network.Release();
    }

    /// <summary>Makes a further input and fills it with its constant values.</summary>
    internal static NativeTensor CreateConstant(ConstantInput input, int images = 1, OrtAllocator? allocator = null)
    {
        NativeTensor tensor = new(input.Tensor, images, allocator);
        for (int i = 0; i < input.Tensor.Count; i++)
        {
            double value = input.Values.Count == 1 ? input.Values[0] : input.Values[i];
            if (input.Tensor.Kind == TensorKind.Float)
            {
                tensor.Floats[i] = (float)value;
            }
            else
            {
                tensor.Longs[i] = (long)value;
            }
        }

        for (int image = 1; image < images; image++)
        {
            tensor.Image(0).CopyTo(tensor.Image(image));
        }

        return tensor;
    }

    /// <summary>Brings the inputs to the GPU. ONNX Runtime copies when it binds, so that it has to bind before each run.</summary>
    /// <exception cref="InferenceException">A copy failed.</exception>
    internal void SendToGpu()
    {
        if (_device is not null)
        {
            _device.CopyInputs(Network.Manifest.Name);
            return;
        }

        BindInputs();
        IoBinding.SynchronizeBoundInputs();
    }

    /// <summary>Brings the outputs back from the GPU.</summary>
    /// <exception cref="InferenceException">A copy failed.</exception>
    internal void FetchFromGpu()
    {
        IoBinding.SynchronizeBoundOutputs();
        _device?.CopyOutputs(Network.Manifest.Name);
    }

    private void Bind()
    {
        if (_device is not null)
        {
            _device.Bind(IoBinding);
            return;
        }

        BindInputs();
        foreach (NativeTensor output in _outputs)
        {
            IoBinding.BindOutput(output.Contract.Name, output.Value);
        }
    }

    private void BindInputs()
    {
        IoBinding.BindInput(_image.Contract.Name, _image.Value);
        foreach (NativeTensor extra in _extras)
        {
            IoBinding.BindInput(extra.Contract.Name, extra.Value);
        }
    }
}
