using Training.Onnx;
using Training.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Training.Networks;

/// <summary>Carries weights between the network and its exported form, in which batch normalisation is folded in.</summary>
internal static class WeightTransfer
{
    /// <summary>Starts from exported weights with as many mask channels. Classes that the file does not have keep their own beginning.</summary>
    public static void Adopt(TriTaskNetwork network, FoldedWeights weights)
    {
        using CollectionPause pause = new();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Device device = network.Scales[0].device;
        foreach ((string name, ConvBlock block) in network.Blocks)
        {
            block.Adopt(Tensor(weights[$"{name}.weight"], device), Tensor(weights[$"{name}.bias"], device));
        }

        foreach ((string name, Conv2d head) in network.Heads)
        {
            Tensor weight = Tensor(weights[$"{name}.weight"], device);
            long shared = Math.Min(weight.shape[0], head.weight.shape[0]);
            _ = head.weight.narrow(0, 0, shared).copy_(weight.narrow(0, 0, shared));
            _ = head.bias!.narrow(0, 0, shared).copy_(Tensor(weights[$"{name}.bias"], device).narrow(0, 0, shared));
        }

        for (int level = 0; level < network.Scales.Count; level++)
        {
            _ = network.Scales[level].copy_(Tensor(weights[TritaskLayout.Scale(level)], device));
        }
    }

    /// <exception cref="TrainingException">A weight is not finite.</exception>
    public static FoldedWeights Fold(TriTaskNetwork network)
    {
        using CollectionPause pause = new();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Dictionary<string, FoldedTensor> tensors = [];
        foreach ((string name, ConvBlock block) in network.Blocks)
        {
            (Tensor weight, Tensor bias) = block.Fold();
            tensors[$"{name}.weight"] = Folded(weight);
            tensors[$"{name}.bias"] = Folded(bias);
        }

        foreach ((string name, Conv2d head) in network.Heads)
        {
            tensors[$"{name}.weight"] = Folded(head.weight);
            tensors[$"{name}.bias"] = Folded(head.bias!);
        }

        for (int level = 0; level < network.Scales.Count; level++)
        {
            tensors[TritaskLayout.Scale(level)] = Folded(network.Scales[level]);
        }

        return new FoldedWeights("the trained network", tensors);
    }

    private static Tensor Tensor(FoldedTensor folded, Device device) => tensor(folded.Values.ToArray(), [.. folded.Shape], device: device);

    private static FoldedTensor Folded(Tensor tensor) => new([.. tensor.shape], [.. tensor.detach().cpu().contiguous().data<float>().ToArray()]);
}
