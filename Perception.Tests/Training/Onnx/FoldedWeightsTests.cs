using Microsoft.ML.OnnxRuntime;
using Perception.Tests.Shared;
using Training;
using Training.Onnx;

namespace Perception.Tests.Training.Onnx;

public sealed class FoldedWeightsTests
{
    private const int Width = 96;
    private const int Height = 64;
    private static readonly string Prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");

    [Fact]
    public void WithMaskChannels_AsManyAsThereAre_ChangesNothing()
    {
        FoldedWeights weights = OnnxWeights.Read(Prototype);

        FoldedWeights narrow = weights.WithMaskChannels(weights.MaskChannels);

        Assert.All(weights.Names, name => Assert.Equal(weights[name].Values, narrow[name].Values));
    }

    [Fact]
    public void WithMaskChannels_WhereTheOthersAreZero_AnswersTheSame()
    {
        FoldedWeights weights = WithZeros(OnnxWeights.Read(Prototype), channel => channel % 3 == 1);

        FoldedWeights narrow = weights.WithMaskChannels(21);

        Assert.Equal((32, 21), (weights.MaskChannels, narrow.MaskChannels));
        float[] wide = Masks(weights);
        Assert.True(wide.Max() > wide.Min());
        Assert.All(wide.Zip(Masks(narrow)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void WithMaskChannels_LeavesTheObjectsAsTheyAre()
    {
        FoldedWeights weights = OnnxWeights.Read(Prototype);

        FoldedWeights narrow = weights.WithMaskChannels(16);

        string[] masks = ["l1.", "t1.", "m1.0.", "m1.1.", "seg.weight"];
        Assert.All(weights.Names.Where(name => !masks.Any(mask => name.StartsWith(mask, StringComparison.Ordinal))), name => Assert.Equal(weights[name].Values, narrow[name].Values));
        Assert.True(narrow.ParameterCount < weights.ParameterCount);
    }

    [Fact]
    public void WithMaskChannels_MoreThanThereAre_IsRefused()
    {
        TrainingException failure = Assert.Throws<TrainingException>(() => OnnxWeights.Read(Prototype).WithMaskChannels(48));

        Assert.Equal($"{Prototype}: expected at least 48 channels in the mask head (--mask-channels), found 32.", failure.Message);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void MixedWith_NoShare_IsRefused(double share)
    {
        FoldedWeights weights = OnnxWeights.Read(Prototype);

        TrainingException failure = Assert.Throws<TrainingException>(() => weights.MixedWith(weights, share));

        Assert.Equal(FormattableString.Invariant($"The other network's share: expected a number from 0 to 1, found {share}."), failure.Message);
    }

    [Fact]
    public void MixedWith_AnotherShape_IsRefused()
    {
        FoldedWeights weights = OnnxWeights.Read(Prototype);

        TrainingException failure = Assert.Throws<TrainingException>(() => weights.WithMaskChannels(16).MixedWith(weights, 0.5));

        Assert.Equal($"{Prototype}: l1.weight expected [16,32,1,1] as in {Prototype}, found [32,32,1,1].", failure.Message);
    }

    /// <summary>Some channels of every layer of the mask head say nothing.</summary>
    private static FoldedWeights WithZeros(FoldedWeights weights, Func<int, bool> isZero)
    {
        Dictionary<string, FoldedTensor> tensors = weights.Names.ToDictionary(name => name, name => weights[name]);
        foreach (string name in (string[])["l1", "t1", "m1.0", "m1.1"])
        {
            foreach (string part in (string[])[$"{name}.weight", $"{name}.bias"])
            {
                FoldedTensor tensor = tensors[part];
                int inner = tensor.Values.Length / (int)tensor.Shape[0];
                tensors[part] = new FoldedTensor(tensor.Shape, [.. tensor.Values.ToArray().Select((value, i) => isZero(i / inner) ? 0 : value)]);
            }
        }

        return new FoldedWeights("with zeros", tensors);
    }

    private static float[] Masks(FoldedWeights weights)
    {
        Random random = new(4);
        float[] pixels = [.. Enumerable.Range(0, 3 * Width * Height).Select(_ => (float)random.Next(256))];
        using InferenceSession session = new(OnnxExporter.Write(weights, Width, Height));
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, Height, Width]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(new RunOptions(), ["image"], [input], ["masks"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
