using System.Globalization;
using OpenCvSharp;
using Perception.Inference;

namespace Perception.Tests.Inference;

/// <summary>Compares the one-pass preprocessing with OpenCV's resize, copyMakeBorder and a plain loop.</summary>
public sealed class PreprocessTests
{
    // One and a half levels of 255 for the two roundings, and OpenCV's own half level.
    private const double MostLevels = 2.0;

    // Over an image the roundings average out.
    private const double MeanLevels = 0.4;

    [Theory]
    [InlineData(1280, 720, 640, 384, "fit: letterbox, anchor: top-left, pad: 114", "bgr")]
    [InlineData(1242, 375, 640, 384, "fit: letterbox, anchor: top-left, pad: 114", "bgr")]
    [InlineData(960, 540, 320, 192, "fit: letterbox, anchor: centre, pad: 114", "rgb")]
    [InlineData(1242, 375, 320, 192, "fit: letterbox, anchor: centre, pad: 114", "rgb")]
    [InlineData(300, 500, 320, 192, "fit: letterbox, anchor: centre, pad: 7", "rgb")]
    [InlineData(960, 540, 448, 256, "fit: stretch", "rgb")]
    [InlineData(480, 360, 448, 256, "fit: letterbox, anchor: centre, pad: 114, mostWidening: 1.2", "rgb")]
    [InlineData(1640, 590, 800, 320, "fit: stretch, cropTop: 0.4", "rgb")]
    [InlineData(101, 67, 448, 256, "fit: stretch", "bgr")]
    [InlineData(448, 256, 448, 256, "fit: stretch", "bgr")]
    [InlineData(33, 21, 7, 5, "fit: stretch", "rgb")]
    [InlineData(1, 1, 16, 16, "fit: stretch", "rgb")]
    public void Preprocess_AnyImage_EqualsOpenCvWithinRounding(int sourceWidth, int sourceHeight, int width, int height, string fit, string colour)
    {
        float[] mean = [10, 20, 30];
        float[] scale = [0.5f, 0.25f, 0.125f];
        using NetworkFolder folder = Folder(width, height, fit, colour);
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(sourceWidth, sourceHeight);
        using Mat image = Noise(sourceWidth, sourceHeight);

        binding.Preprocess(image);

        using Mat expected = Reference(image, network.Manifest.Input, binding.Letterbox);
        double most = 0;
        double sum = 0;
        for (int channel = 0; channel < 3; channel++)
        {
            int sourceChannel = colour == "bgr" ? channel : 2 - channel;
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double found = (binding.Input[(((channel * height) + y) * width) + x] / scale[channel]) + mean[channel];
                    double difference = Math.Abs(found - expected.At<Vec3b>(y, x)[sourceChannel]);
                    most = Math.Max(most, difference);
                    sum += difference;
                }
            }
        }

        Assert.InRange(most, 0, MostLevels);
        Assert.InRange(sum / (3 * width * height), 0, MeanLevels);
    }

    [Fact]
    public void Preprocess_ViewIntoALargerImage_ReadsOnlyTheView()
    {
        using NetworkFolder folder = Folder(64, 32, "fit: stretch", "bgr");
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(100, 50);
        using NetworkBinding expected = network.CreateBinding(100, 50);
        using Mat large = Noise(300, 200);
        using Mat view = new(large, new Rect(20, 30, 100, 50));
        using Mat copy = view.Clone();

        binding.Preprocess(view);
        expected.Preprocess(copy);

        Assert.True(binding.Input.SequenceEqual(expected.Input));
    }

    [Fact]
    public void Preprocess_ImageOfAnotherSize_SaysExpectedAndFound()
    {
        using NetworkFolder folder = Folder(64, 32, "fit: stretch", "bgr");
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(100, 50);
        using Mat image = Noise(101, 50);

        ArgumentException error = Assert.Throws<ArgumentException>(() => binding.Preprocess(image));

        Assert.Contains("100x50", error.Message, StringComparison.Ordinal);
        Assert.Contains("101x50", error.Message, StringComparison.Ordinal);
    }

    private static NetworkFolder Folder(int width, int height, string fit, string colour)
    {
        string shape = string.Create(CultureInfo.InvariantCulture, $"[1, 3, {height}, {width}]");
        byte[] onnx = new TinyOnnx().Input("image", [1, 3, height, width]).Copy("image", "same", [1, 3, height, width]).ToArray();
        string input = NetworkFolder.InputKeys(width, height, colour, fit, "[10, 20, 30]", "[0.5, 0.25, 0.125]");
        return NetworkFolder.Write(onnx, $"tasks: [lanes]\ndecoder: two-logit-masks\noutputs: [{{name: same, shape: {shape}}}]\n{input}");
    }

    private static Mat Noise(int width, int height)
    {
        Mat image = new(height, width, MatType.CV_8UC3);
        Random random = new(7);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                image.At<Vec3b>(y, x) = new Vec3b((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            }
        }

        return image;
    }

    private static Mat Reference(Mat image, ImageInput input, Letterbox letterbox)
    {
        using Mat resized = new();
        using Mat seen = new(image, new Rect(0, letterbox.CropTop, image.Width, image.Height - letterbox.CropTop));
        Cv2.Resize(seen, resized, new Size(letterbox.ContentWidth, letterbox.ContentHeight), 0, 0, InterpolationFlags.Linear);
        Mat bordered = new();
        int bottom = input.Height - letterbox.ContentHeight - letterbox.PadY;
        int right = input.Width - letterbox.ContentWidth - letterbox.PadX;
        Cv2.CopyMakeBorder(resized, bordered, letterbox.PadY, bottom, letterbox.PadX, right, BorderTypes.Constant, Scalar.All(input.Pad));
        return bordered;
    }
}
