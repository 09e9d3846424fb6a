using TorchSharp;
using Training.Onnx;
using Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Perception.Tests.Training.Onnx;

/// <summary>The three-in-one network computed with Torch from its weights, in double precision, as a second opinion on the exported graph.</summary>
internal sealed class TorchForward(FoldedWeights weights)
{
    private static readonly Dictionary<string, ConvLayer> Layers = TritaskLayout.Layers.ToDictionary(layer => layer.Name);

    /// <param name="pixels">[1, 3, height, width], RGB, 0 to 255.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <returns>Boxes, scores and masks.</returns>
    public float[][] Run(float[] pixels, int width, int height)
    {
        using CollectionPause pause = new();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = no_grad();
        Tensor s1 = Stage("s1", Relu("stem", tensor(pixels, [1, 3, height, width]).to(ScalarType.Float64) / 255), 1);
        Tensor s2 = Stage("s2", s1, 2), s3 = Stage("s3", s2, 2), s4 = Stage("s4", s3, 1);
        Tensor l4 = Relu("l4", s4);
        Tensor m3 = Relu("m3", Relu("l3", s3) + Doubled(l4));
        Tensor m2 = Relu("m2", Relu("l2", s2) + Doubled(m3));
        Tensor m1 = Relu("m1.1", Relu("m1.0", Relu("l1", s1) + Doubled(Relu("t1", m2))));
        Tensor masks = pixel_shuffle(Conv("seg", m1), 2).sigmoid();
        Tensor[] levels = [m2, m3, l4];
        Tensor scores = cat([.. levels.Select(level => Conv("cls", Relu("hc", level)).flatten(2))], 2).transpose(1, 2).sigmoid();
        Tensor boxes = cat([.. levels.Select((level, i) => Boxes(level, i))], 1);
        return [Values(boxes), Values(scores), Values(masks)];
    }

    private Tensor Boxes(Tensor level, int index)
    {
        float stride = TritaskLayout.Strides[index];
        Tensor distances = (Conv("reg", Relu("hr", level)) * weights[TritaskLayout.Scale(index)].Values[0]).clamp(-4, 4).exp() * stride;
        Tensor x = (arange(level.shape[3], ScalarType.Float64) + 0.5f) * stride, y = ((arange(level.shape[2], ScalarType.Float64) + 0.5f) * stride).unsqueeze(1);
        Tensor[] edges = distances[0].unbind(0);
        return stack([x - edges[0], y - edges[1], x + edges[2], y + edges[3]], 2).reshape(1, -1, 4);
    }

    private Tensor Stage(string name, Tensor input, int blocks)
    {
        Tensor x = Relu($"{name}.down", input);
        for (int block = 0; block < blocks; block++)
        {
            x = (Conv($"{name}.{block}.b", Relu($"{name}.{block}.a", x)) + x).relu();
        }

        return x;
    }

    private Tensor Relu(string name, Tensor input) => Conv(name, input).relu();

    private Tensor Conv(string name, Tensor input) =>
        conv2d(input, Weight($"{name}.weight"), Weight($"{name}.bias"), [Layers[name].Stride, Layers[name].Stride], [Layers[name].Kernel / 2, Layers[name].Kernel / 2]);

    private Tensor Weight(string name) => tensor(weights[name].Values.ToArray(), weights[name].Shape.ToArray()).to(ScalarType.Float64);

    private static Tensor Doubled(Tensor small) => small.repeat_interleave(2, 2).repeat_interleave(2, 3);

    private static float[] Values(Tensor answer) => answer.to(ScalarType.Float32).contiguous().data<float>().ToArray();
}
