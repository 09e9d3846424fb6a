using Microsoft.ML.OnnxRuntime;
using Perception.Tests.Shared;
using TorchSharp;
using Training.Networks;
using Training.Onnx;
using Training.Torch;
using static TorchSharp.torch;

namespace Perception.Tests.Training.Networks;

[Collection(Alone.Name)]
public sealed class TriTaskNetworkTests
{
    private const int Width = 96;
    private const int Height = 64;
    private static readonly string Prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");

    public TriTaskNetworkTests() => TorchLibrary.Prepare();

    [Fact]
    public void Adopt_ThenFold_GivesTheWeightsBack()
    {
        FoldedWeights weights = OnnxWeights.Read(Prototype);
        using TriTaskNetwork network = new(classes: 2, maskChannels: 32);

        WeightTransfer.Adopt(network, weights);

        AssertSame(weights, WeightTransfer.Fold(network), 1e-5f);
    }

    [Fact]
    public void Adopt_ThenATrainingBatch_StillAnswersAlmostTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(5);
        Tensor image = rand(4, 3, Height, Width) * 255;
        using TriTaskNetwork network = new(classes: 2, maskChannels: 32);
        WeightTransfer.Adopt(network, OnnxWeights.Read(Prototype));
        network.eval();
        using IDisposable quiet = no_grad();
        Tensor before = network.forward(image).MaskLogits;

        network.train();
        _ = network.forward(image);
        network.eval();
        Tensor after = network.forward(image).MaskLogits;

        // The running statistics move by a tenth towards the batch's, which they were set from.
        Assert.True((before - after).abs().max().item<float>() < 0.02f * before.abs().max().item<float>());
    }

    [Fact]
    public void Fold_AfterTraining_AnswersInOnnxRuntimeAsInTorch()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(6);
        using TriTaskNetwork network = new(classes: 3, maskChannels: 16);
        network.train();
        for (int batch = 0; batch < 3; batch++)
        {
            using IDisposable still = no_grad();
            _ = network.forward(rand(4, 3, Height, Width) * 255);
        }

        network.eval();
        float[] pixels = (rand(1, 3, Height, Width) * 255).round().data<float>().ToArray();
        using IDisposable quiet = no_grad();
        TriTaskOutput wanted = network.forward(tensor(pixels, [1, 3, Height, Width]));

        using InferenceSession session = new(OnnxExporter.Write(WeightTransfer.Fold(network), Width, Height));
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, Height, Width]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(new RunOptions(), ["image"], [input], ["scores", "masks"]);

        AssertSame(wanted.ClassLogits.sigmoid(), outputs[0]);
        AssertSame(wanted.MaskLogits.sigmoid(), outputs[1]);
    }

    private static void AssertSame(Tensor wanted, OrtValue found)
    {
        ReadOnlySpan<float> values = found.GetTensorDataAsSpan<float>();
        float[] expected = wanted.contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], values[i], 1e-4f);
        }
    }

    private static void AssertSame(FoldedWeights wanted, FoldedWeights found, float tolerance)
    {
        Assert.Equal(wanted.Names, found.Names);
        foreach (string name in wanted.Names)
        {
            for (int i = 0; i < wanted[name].Values.Length; i++)
            {
                Assert.Equal(wanted[name].Values[i], found[name].Values[i], tolerance);
            }
        }
    }
}
