using Fusion.Lanes;
using OpenCvSharp;
using Perception.Inference;
using Perception.Lanes;
using Perception.Tests.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Lanes;

public sealed class MaskDecoderTests
{
    // Rounding to a byte is half a level; the vectorised exponential may move a value across the border.
    private const double MostLevels = 0.51;

    [Fact]
    public void TwoLogits_LetterboxedImage_CutsThePaddingAndPlacesTheMask()
    {
        // 80 × 20 into 40 × 16, centred: 40 × 10, three rows of padding above and below.
        using NetworkFolder folder = TwoLogits(40, 16);
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(80, 20);

        (SegmentationMask drivable, SegmentationMask lines) = Decode(network, binding);

        Assert.Equal((40, 10), (drivable.Width, drivable.Height));
        Assert.Equal((2, 2, 0, 0), (drivable.ScaleX, drivable.ScaleY, drivable.OffsetX, drivable.OffsetY));
        Assert.True(drivable.IsPresent && lines.IsPresent);
        AssertSoftmax(binding, 0, 40, 16, 3, drivable);
        AssertSoftmax(binding, 1, 40, 16, 3, lines);
    }

    [Fact]
    public void TwoLogits_MaskOfAnotherSize_Throws()
    {
        using NetworkFolder folder = TwoLogits(40, 16);
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(80, 20);
        IMaskDecoder decoder = DecoderRegistry.Standard.CreateMaskDecoder(network)!;

        Assert.Throws<ArgumentException>(() => decoder.Decode(binding, new SegmentationMask(40, 16), new SegmentationMask(40, 16)));
    }

    [Theory]
    [InlineData("twinlitenetplus_small_192x320")]
    [InlineData("twinlitenetplus_nano_192x320")]
    public void TwoLogits_RealFrame_EqualsSoftmaxInDoublePrecision(string name)
    {
        using Network network = Network.Load(ModelCatalogue.Load([SharedFolder.Require("models")]).Resolve(name), new NetworkOptions());
        using Mat image = Cv2.ImRead(SharedFolder.Require("benchmarks/camvid/image/0001TP_008550.jpg"));
        using NetworkBinding binding = network.CreateBinding(image.Width, image.Height);
        binding.Preprocess(image);

        (SegmentationMask drivable, _) = Decode(network, binding);

        // 480 × 360 into 320 × 192, centred: 256 × 192 with 32 columns on either side.
        Assert.Equal((256, 192), (drivable.Width, drivable.Height));
        Assert.Equal((0.0, 0.0), (drivable.OffsetX, drivable.OffsetY));
        float[] logits = binding.Output(0).ToArray();
        for (int y = 0; y < 192; y++)
        {
            for (int x = 0; x < 256; x++)
            {
                int i = (y * 320) + 32 + x;
                double expected = 255 / (1 + Math.Exp((double)logits[i] - logits[(320 * 192) + i]));
                Assert.InRange(drivable.Probability[(y * 256) + x] - expected, -MostLevels, MostLevels);
            }
        }
    }

    [Fact]
    public void Tritask_RealFrame_RoundsTheProbabilities()
    {
        using Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions());
        using NetworkBinding binding = network.CreateBinding(896, 512);
        using Mat image = new(512, 896, MatType.CV_8UC3, new Scalar(100, 110, 120));
        Cv2.Rectangle(image, new Rect(0, 0, 896, 200), new Scalar(240, 200, 180), -1);
        binding.Preprocess(image);

        (SegmentationMask drivable, SegmentationMask lines) = Decode(network, binding);

        Assert.Equal((4, 4), (drivable.ScaleX, drivable.ScaleY));
        ReadOnlySpan<float> masks = binding.Output(2);
        for (int i = 0; i < 128 * 224; i++)
        {
            Assert.InRange(drivable.Probability[i] - (255 * masks[i]), -MostLevels, MostLevels);
            Assert.InRange(lines.Probability[i] - (255 * masks[(128 * 224) + i]), -MostLevels, MostLevels);
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

    private static NetworkFolder TwoLogits(int width, int height)
    {
        Random random = new(3);
        float[] Logits() => [.. Enumerable.Range(0, 2 * width * height).Select(_ => (random.NextSingle() - 0.5f) * 40)];
        byte[] onnx = new TinyOnnx()
            .Input("image", [1, 3, height, width])
            .Constant("da", [1, 2, height, width], Logits())
            .Constant("ll", [1, 2, height, width], Logits())
            .ToArray();
        string shape = $"[1, 2, {height}, {width}]";
        return NetworkFolder.Write(
            onnx,
            $"tasks: [lanes]\ndecoder: two-logit-masks\noutputs: [{{name: da, shape: {shape}}}, {{name: ll, shape: {shape}}}]\n"
            + NetworkFolder.InputKeys(width, height, fit: "fit: letterbox, anchor: centre, pad: 114"));
    }

    private static void AssertSoftmax(NetworkBinding binding, int output, int width, int height, int firstRow, SegmentationMask mask)
    {
        float[] logits = binding.Output(output).ToArray();
        for (int i = 0; i < mask.Probability.Length; i++)
        {
            int source = (firstRow * width) + i;
            double expected = 255 / (1 + Math.Exp((double)logits[source] - logits[(width * height) + source]));
            Assert.InRange(mask.Probability[i] - expected, -MostLevels, MostLevels);
        }
    }
}
