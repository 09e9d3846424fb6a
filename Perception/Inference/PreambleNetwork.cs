using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace Perception.Inference;

/// <summary>A network with its preprocessing, or a part of it, merged in front, so that 8-bit pixels are what is bound.</summary>
/// <remarks>
/// For images of one size. On the processor this is slower than <see cref="NetworkBinding.Preprocess"/> (docs/networks.md),
/// so that the pipeline does not use it; <c>perceive models bench --preamble</c> measures it on a machine's own providers.
/// Owned and disposed by the caller, before the network. Not thread safe.
/// </remarks>
public sealed unsafe class PreambleNetwork : IDisposable
{
    private const int Channels = 3;
    private const nuint Alignment = 64;

    private readonly Network _network;
    private readonly Preamble _preamble;
    private readonly Letterbox _letterbox;
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly NativeTensor[] _extras;
    private readonly NativeTensor[] _outputs;
    private readonly OrtValue _pixelsValue;
    private readonly Mat _pixels;
    private readonly Mat _content;
    private void* _memory;

    /// <param name="network">The network; its provider and options are taken.</param>
    /// <param name="preamble">How much is merged in front.</param>
    /// <param name="imageWidth">Of the images to come, pixels.</param>
    /// <param name="imageHeight">Of the images to come, pixels.</param>
    /// <exception cref="ModelContractException">The merged network cannot be run, or its file takes several images in each run.</exception>
    /// <exception cref="ProviderException">The provider cannot be had.</exception>
    public PreambleNetwork(Network network, Preamble preamble, int imageWidth, int imageHeight)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(preamble, Preamble.None);
        if (network.FixedBatch > 1)
        {
            throw new ModelContractException($"{network.Path}: nodes in front of a network take one image a run, found a file that takes {network.FixedBatch}.");
        }

        _network = network;
        _preamble = preamble;
        ImageInput input = network.Manifest.Input;
        _letterbox = Letterbox.For(input, imageWidth, imageHeight);
        byte[] merged = PreambleGraph.Merge(File.ReadAllBytes(network.Path), input, _letterbox, preamble);

        // One image, so that no range of shapes is asked for: it would name the input that the nodes have replaced.
        NetworkManifest manifest = network.Manifest with { MaxBatch = 1 };
        _session = SessionFactory.Open(new ResolvedNetwork(manifest, network.Path), network.Options with { CudaGraph = false }, network.Provider, merged);
        (int rows, int columns) = preamble == Preamble.Resize ? (imageHeight, imageWidth) : (input.Height, input.Width);
        nuint bytes = (nuint)(rows * columns * Channels);
        _memory = NativeMemory.AlignedAlloc(bytes, Alignment);
        _pixels = Mat.FromPixelData(rows, columns, MatType.CV_8UC3, (nint)_memory);
        _pixels.SetTo(Scalar.All(input.Pad));
        _content = preamble == Preamble.Resize
            ? new Mat(_pixels, new Rect(0, 0, columns, rows))
            : new Mat(_pixels, new Rect(_letterbox.PadX, _letterbox.PadY, _letterbox.ContentWidth, _letterbox.ContentHeight));
        _pixelsValue = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.UInt8, [1, rows, columns, Channels], (nint)_memory, (long)bytes);
        _extras = [.. network.Manifest.ExtraInputs.Select(extra => NetworkBinding.CreateConstant(extra))];
        _outputs = [.. network.Manifest.Outputs.Select(output => new NativeTensor(output))];
        _binding = _session.CreateIoBinding();
        BindInputs();
        foreach (NativeTensor output in _outputs)
        {
            _binding.BindOutput(output.Contract.Name, output.Value);
        }
    }

    /// <summary>A float output of the last run, in the manifest's order.</summary>
    public ReadOnlySpan<float> Output(int index) => _outputs[index].Floats;

    /// <summary>Brings an image into the bound pixels: resized and letterboxed, or as it is where the network does that.</summary>
    /// <param name="bgr">8-bit BGR, of the size that this was made for.</param>
    public void Preprocess(Mat bgr)
    {
        if (_preamble == Preamble.Resize)
        {
            bgr.CopyTo(_content);
            return;
        }

        using Mat rows = bgr.RowRange(_letterbox.CropTop, bgr.Rows);
        Cv2.Resize(rows, _content, _content.Size(), interpolation: InterpolationFlags.Linear);
    }

    /// <exception cref="InferenceException">ONNX Runtime failed.</exception>
    public void Run()
    {
        try
        {
            if (_network.Provider != ExecutionProvider.Cpu)
            {
                BindInputs();
            }

            _session.RunWithBinding(_runOptions, _binding);
            if (_network.Provider != ExecutionProvider.Cpu)
            {
                _binding.SynchronizeBoundOutputs();
            }
        }
        catch (OnnxRuntimeException error)
        {
            throw new InferenceException(
                $"{_network.Manifest.Name} with a preamble: the run failed on {ExecutionProviders.Name(_network.Provider)}: {RuntimeFault.Explain(_network.Provider, _network.Options.DeviceId, error.Message)}.", error);
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        _pixelsValue.Dispose();
        Array.ForEach(_extras, tensor => tensor.Dispose());
        Array.ForEach(_outputs, tensor => tensor.Dispose());
        _content.Dispose();
        _pixels.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private void BindInputs()
    {
        _binding.BindInput(PreambleGraph.PixelsInput, _pixelsValue);
        foreach (NativeTensor extra in _extras)
        {
            _binding.BindInput(extra.Contract.Name, extra.Value);
        }
    }
}
