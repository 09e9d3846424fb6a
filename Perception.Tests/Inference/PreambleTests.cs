using OpenCvSharp;
using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Inference;

/// <summary>Nodes merged in front of a network give the answer that the preprocessing outside gives.</summary>
public sealed class PreambleTests
{
    // Bytes between resize and normalisation are rounded to whole levels.
    private const double RoundingShare = 0.02;

    [Theory]
    [InlineData(Preamble.Normalise)]
    [InlineData(Preamble.Resize)]
    public void Run_ShippedNetwork_AnswersAsWithoutIt(Preamble preamble) => AssertSame(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), preamble);

    [Theory]
    [InlineData("yolox_nano_384x640", Preamble.Normalise)]
    [InlineData("yolox_nano_384x640", Preamble.Resize)]
    [InlineData("twinlitenetplus_small_192x320", Preamble.Normalise)]
    [InlineData("twinlitenetplus_small_192x320", Preamble.Resize)]
    public void Run_PublishedNetwork_AnswersAsWithoutIt(string name, Preamble preamble) =>
        AssertSame(ModelCatalogue.Load([SharedFolder.Require("models")]).Resolve(name), preamble);

    [Theory]
    [InlineData(Preamble.Normalise)]
    [InlineData(Preamble.Resize)]
    public void Run_CopyingNetworkWithEqualSize_GivesTheNormalisedPixelsExactly(Preamble preamble)
    {
        int[] shape = [1, 3, 4, 8];
        using NetworkFolder folder = NetworkFolder.Write(
            new TinyOnnx().Input("image", shape).Copy("image", "same", shape).ToArray(),
            "tasks: [lanes]\ndecoder: two-logit-masks\n" + NetworkFolder.InputKeys(8, 4, colour: "rgb", mean: "[1, 2, 3]", scale: "[0.5, 0.25, 2]") + "outputs: [{name: same, shape: [1, 3, 4, 8]}]\n");
        using Network network = folder.Load();
        using PreambleNetwork merged = new(network, preamble, 8, 4);
        using Mat image = new(4, 8, MatType.CV_8UC3, new Scalar(30, 20, 10));

        merged.Preprocess(image);
        merged.Run();

        // Red first: (10 − 1) · 0.5, (20 − 2) · 0.25, (30 − 3) · 2.
        Assert.Equal([4.5f, 4.5f, 54f], [merged.Output(0)[0], merged.Output(0)[32], merged.Output(0)[95]]);
    }

    [Fact]
    public void Constructor_FileOfSeveralImages_IsRefused()
    {
        using NetworkFolder folder = NetworkFolder.Write(
            new TinyOnnx().Input("image", [2, 3, 4, 8]).Copy("image", "same", [2, 3, 4, 8]).ToArray(),
            "tasks: [lanes]\ndecoder: two-logit-masks\nbatch: 2\n" + NetworkFolder.InputKeys(8, 4) + "outputs: [{name: same, shape: [1, 3, 4, 8]}]\n");
        using Network network = folder.Load();

        ModelContractException error = Assert.Throws<ModelContractException>(() => new PreambleNetwork(network, Preamble.Resize, 8, 4));

        Assert.Equal($"{folder.OnnxPath}: nodes in front of a network take one image a run, found a file that takes 2.", error.Message);
    }

    [Fact]
    public void Run_FileThatLeavesItsBatchOpen_TakesOneImage()
    {
        using NetworkFolder folder = NetworkFolder.Write(
            new TinyOnnx().Input("image", [-1, 3, 4, 8]).Copy("image", "same", [-1, 3, 4, 8]).ToArray(),
            "tasks: [lanes]\ndecoder: two-logit-masks\nbatch: 2\n" + NetworkFolder.InputKeys(8, 4) + "outputs: [{name: same, shape: [1, 3, 4, 8]}]\n");
        using Network network = folder.Load();
        using PreambleNetwork merged = new(network, Preamble.Normalise, 8, 4);
        using Mat image = new(4, 8, MatType.CV_8UC3, new Scalar(30, 20, 10));

        merged.Preprocess(image);
        merged.Run();

        Assert.Equal([30f, 20f, 10f], [merged.Output(0)[0], merged.Output(0)[32], merged.Output(0)[95]]);
    }

    private static void AssertSame(ResolvedNetwork resolved, Preamble preamble)
    {
        using Network network = Network.Load(resolved, new NetworkOptions());
        using Mat image = GoldenFrame.Draw();
        using NetworkBinding plain = network.CreateBinding(image.Width, image.Height);
        plain.Preprocess(image);
        network.Run(plain);
        using PreambleNetwork merged = new(network, preamble, image.Width, image.Height);

        merged.Preprocess(image);
        merged.Run();

        float[] expected = plain.Output(0).ToArray();
        float[] found = merged.Output(0).ToArray();
        double mean = expected.Average(value => (double)value);
        double deviation = Math.Sqrt(expected.Average(value => Math.Pow(value - mean, 2)));
        double difference = Math.Sqrt(expected.Zip(found, (a, b) => Math.Pow((double)a - b, 2)).Average());
        Assert.InRange(difference / deviation, 0, RoundingShare);
    }
}
