using Fusion.Lanes;
using OpenCvSharp;
using Perception.Inference;
using Perception.Lanes;
using Perception.Tests.Detectors;
using Perception.Tests.Shared;

namespace Perception.Tests.Lanes;

public sealed class ClassMaskTests
{
    private const double MostLevels = 0.51;

    [Fact]
    public void ClassMasks_Logits_AreTakenThroughASoftmax()
    {
        Random random = new(4);
        float[] logits = [.. Enumerable.Range(0, 4 * 8 * 40).Select(_ => (random.NextSingle() - 0.5f) * 200)];
        using FixedAnswer answer = new("class-masks", "tasks: [lanes]\nparameters: {drivable: [1, 3], laneLines: [3], logits: [1]}", 40, 8, ([1, 4, 8, 40], logits));
        using NetworkBinding binding = answer.Network.CreateBinding(80, 16);

        (SegmentationMask drivable, SegmentationMask lines) = Decode(answer.Network, binding);

        for (int i = 0; i < 320; i++)
        {
            double[] exponentials = [.. Enumerable.Range(0, 4).Select(id => Math.Exp(logits[(id * 320) + i]))];
            Assert.InRange(drivable.Probability[i] - (255 * (exponentials[1] + exponentials[3]) / exponentials.Sum()), -MostLevels, MostLevels);
            Assert.InRange(lines.Probability[i] - (255 * exponentials[3] / exponentials.Sum()), -MostLevels, MostLevels);
        }
    }

    [Fact]
    public void ClassMasks_NoClassesForAMask_MaskIsNotPresent()
    {
        using FixedAnswer answer = new("class-masks", "tasks: [lanes]\nparameters: {drivable: [1]}", 40, 8, ([1, 2, 8, 40], new float[640]));
        using NetworkBinding binding = answer.Network.CreateBinding(80, 16);

        (SegmentationMask drivable, SegmentationMask lines) = Decode(answer.Network, binding);

        Assert.True(drivable.IsPresent);
        Assert.False(lines.IsPresent);
    }

    [Theory]
    [InlineData("{drivables: [1]}", "unknown parameter 'drivables'")]
    [InlineData("{drivable: [2]}", "'drivable' expected numbers from 0 to 1, found 2")]
    [InlineData("{drivable: [0.5]}", "'drivable' expected whole numbers")]
    public void ClassMasks_FaultyParameters_SayExpectedAndFound(string parameters, string message)
    {
        using FixedAnswer answer = new("class-masks", $"tasks: [lanes]\nparameters: {parameters}", 40, 8, ([1, 2, 8, 40], new float[640]));

        ManifestException error = Assert.Throws<ManifestException>(() => DecoderRegistry.Standard.CreateMaskDecoder(answer.Network));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ClassMasks_RealFrame_AddTheClassesUp()
    {
        using Network network = Network.Load(
            ModelCatalogue.Load([SharedFolder.Require("models")]).Resolve("road_segmentation_adas_0001_256x448"), new NetworkOptions());
        using Mat image = Cv2.ImRead(SharedFolder.Require("benchmarks/camvid/image/0001TP_008550.jpg"));
        using NetworkBinding binding = network.CreateBinding(image.Width, image.Height);
        binding.Preprocess(image);

        (SegmentationMask drivable, SegmentationMask lines) = Decode(network, binding);

        ReadOnlySpan<float> output = binding.Output(0);
        const int Plane = 256 * 448;
        for (int i = 0; i < Plane; i++)
        {
            Assert.InRange(drivable.Probability[i] - (255.0 * (output[Plane + i] + output[(3 * Plane) + i])), -MostLevels, MostLevels);
            Assert.InRange(lines.Probability[i] - (255.0 * output[(3 * Plane) + i]), -MostLevels, MostLevels);
        }
    }

    [Fact]
    public void Yolop_BothHeadsAndObjects_ComeFromOneNetwork()
    {
        Random random = new(9);
        float[] drivableHead = [.. Enumerable.Range(0, 2 * 8 * 40).Select(_ => random.NextSingle())];
        float[] lineHead = [.. Enumerable.Range(0, 2 * 8 * 40).Select(_ => random.NextSingle())];
        using FixedAnswer answer = new(
            "yolop",
            "tasks: [objects, lanes]\nclasses: {0: vehicle}\nscoreThreshold: {default: 0.3}\nnmsIou: 0.5",
            40,
            8,
            ([1, 1, 6], [20, 4, 8, 4, 0.9f, 1]),
            ([1, 2, 8, 40], drivableHead),
            ([1, 2, 8, 40], lineHead));
        using NetworkBinding binding = answer.Network.CreateBinding(40, 8);

        (SegmentationMask drivable, SegmentationMask lines) = Decode(answer.Network, binding);

        Assert.Equal(new Fusion.Geometry.Box(16, 2, 24, 6), Assert.Single(DetectorRun.Decode(answer.Network, binding)).Box);
        for (int i = 0; i < 320; i++)
        {
            Assert.Equal(drivableHead[320 + i] > drivableHead[i], drivable.Probability[i] > 127);
            Assert.InRange(lines.Probability[i] - (255 * lineHead[320 + i] / (lineHead[i] + lineHead[320 + i])), -MostLevels, MostLevels);
        }
    }

    private static (SegmentationMask Drivable, SegmentationMask Lines) Decode(Network network, NetworkBinding binding)
    {
        IMaskDecoder decoder = DecoderRegistry.Standard.CreateMaskDecoder(network)!;
        SegmentationMask drivable = decoder.CreateMask(binding);
        SegmentationMask lines = decoder.CreateMask(binding);
        network.Run(binding);
        decoder.Decode(binding, drivable, lines);
        return (drivable, lines);
    }
}
