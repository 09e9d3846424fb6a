using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace Perception.Inference;

/// <summary>
/// The pre-allocated input and output tensors of one frame in flight, bound to a network.
/// </summary>
/// <remarks>
/// Ownership: made by <see cref="Network.CreateBinding"/>, disposed by the caller before the network. All tensors lie in
/// native memory and are reused for each frame. Not thread safe; several bindings of one network are independent.
/// </remarks>
public sealed class NetworkBinding : IDisposable
{
    private readonly NativeTensor _image;
    private readonly NativeTensor[] _extras;
    private readonly NativeTensor[] _outputs;
    private readonly Preprocessor _preprocessor;

    internal NetworkBinding(Network network, InferenceSession session, int imageWidth, int imageHeight)
    {
        Network = network;
        NetworkManifest manifest = network.Manifest;
        Letterbox = Letterbox.For(manifest.Input, imageWidth, imageHeight);
        _image = new NativeTensor(manifest.Input.Tensor);
        _extras = [.. manifest.ExtraInputs.Select(CreateConstant)];
        _outputs = [.. manifest.Outputs.Select(output => new NativeTensor(output))];
        _preprocessor = new Preprocessor(manifest.Input, Letterbox);
        _preprocessor.FillPadding(_image.Floats);
        IoBinding = session.CreateIoBinding();
        BindInputs();
        foreach (NativeTensor output in _outputs)
        {
            IoBinding.BindOutput(output.Contract.Name, output.Value);
        }
    }

    public Network Network { get; }

    /// <summary>Where the image lies in the network's input.</summary>
    public Letterbox Letterbox { get; }

    /// <summary>The image input, [1, 3, H, W]; written by <see cref="Preprocess"/>.</summary>
    public Span<float> Input => _image.Floats;

    internal OrtIoBinding IoBinding { get; }

    /// <summary>A float output of the last run, in the manifest's order.</summary>
    public ReadOnlySpan<float> Output(int index) => _outputs[index].Floats;

    /// <summary>An int64 output of the last run, in the manifest's order.</summary>
    public ReadOnlySpan<long> OutputInt64(int index) => _outputs[index].Longs;

    /// <summary>Resizes (bilinear), letterboxes, orders, normalises and splits an image into the bound input. Allocates nothing.</summary>
    /// <param name="bgr">8-bit BGR, of the size that the binding was made for.</param>
    /// <exception cref="ArgumentException">The image has another size or type.</exception>
    public void Preprocess(Mat bgr) => _preprocessor.Run(bgr, _image.Floats);

    public void Dispose()
    {
        IoBinding.Dispose();
        _image.Dispose();
        Array.ForEach(_extras, tensor => tensor.Dispose());
        Array.ForEach(_outputs, tensor => tensor.Dispose());
        _preprocessor.Dispose();
    }

    /// <summary>Makes a further input and fills it with its constant values.</summary>
    internal static NativeTensor CreateConstant(ConstantInput input)
    {
        NativeTensor tensor = new(input.Tensor);
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

        return tensor;
    }

    /// <summary>Binds the inputs. ONNX Runtime copies to a GPU when it binds, so that there it is needed before each run.</summary>
    internal void BindInputs()
    {
        IoBinding.BindInput(_image.Contract.Name, _image.Value);
        foreach (NativeTensor extra in _extras)
        {
            IoBinding.BindInput(extra.Contract.Name, extra.Value);
        }
    }
}
