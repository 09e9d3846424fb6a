using Training.Onnx;

namespace Perception.Tests.Training.Onnx;

/// <summary>Weights of a three-in-one network with few channels and random numbers, drawn so that the layers keep the size of what goes through them (He et al., ICCV 2015, eq. 10).</summary>
internal static class SmallWeights
{
    private const int Channels = 8;

    public static FoldedWeights Random(int classes, int seed)
    {
        Random random = new(seed);
        Dictionary<string, FoldedTensor> tensors = [];
        foreach (ConvLayer layer in TritaskLayout.Layers)
        {
            int outputs = layer.Channels ?? (layer.Name == "cls" ? classes : Channels), inputs = layer.Input == null ? 3 : Channels;
            int fan = inputs * layer.Kernel * layer.Kernel;
            float bound = MathF.Sqrt(6f / fan);
            tensors[$"{layer.Name}.weight"] = new FoldedTensor([outputs, inputs, layer.Kernel, layer.Kernel], [.. Enumerable.Range(0, outputs * fan).Select(_ => ((2 * random.NextSingle()) - 1) * bound)]);
            tensors[$"{layer.Name}.bias"] = new FoldedTensor([outputs], new float[outputs]);
        }

        for (int level = 0; level < TritaskLayout.Strides.Length; level++)
        {
            tensors[TritaskLayout.Scale(level)] = new FoldedTensor([], [1]);
        }

        return new FoldedWeights("test", tensors);
    }
}
