using OpenCvSharp;
using global::Sensors.Sources;

namespace Perception.Tests.Sensors;

/// <summary>Videos and images whose every picture shows its own number as black and white stripes.</summary>
public static class TestMedia
{
    public const int Width = 320;
    public const int Height = 240;

    private const int Bits = 8;
    private const int StripeWidth = Width / Bits;

    static TestMedia() => OpenCvLogging.Quiet();

    public static string WriteVideo(string path, int frames, double framesPerSecond = 20, string codec = "MJPG")
    {
        using VideoWriter writer = new(path, VideoWriter.FourCC(codec[0], codec[1], codec[2], codec[3]), framesPerSecond, new Size(Width, Height));
        Assert.True(writer.IsOpened(), $"cannot write {path} with {codec}");
        using Mat image = new(Height, Width, MatType.CV_8UC3);
        for (int frame = 0; frame < frames; frame++)
        {
            Draw(image, frame);
            writer.Write(image);
        }

        return path;
    }

    /// <summary>Writes <c>0000.png</c>, <c>0001.png</c>, … into a folder, which is created.</summary>
    public static void WriteImages(string folder, int frames, string extension = "png")
    {
        Directory.CreateDirectory(folder);
        for (int frame = 0; frame < frames; frame++)
        {
            WriteImage(Path.Combine(folder, $"{frame:0000}.{extension}"), frame);
        }
    }

    public static void WriteImage(string path, int number, int width = Width, int height = Height)
    {
        using Mat image = new(Height, Width, MatType.CV_8UC3);
        Draw(image, number);
        using Mat sized = image.Resize(new Size(width, height));
        Assert.True(Cv2.ImWrite(path, sized));
    }

    /// <summary>The number that a picture shows.</summary>
    public static int NumberIn(Mat image)
    {
        int number = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            Vec3b middle = image.At<Vec3b>(Height / 2, (bit * StripeWidth) + (StripeWidth / 2));
            number |= middle.Item1 > 127 ? 1 << bit : 0;
        }

        return number;
    }

    /// <summary>Keeps only the first part of a file.</summary>
    public static void CutOff(string path, double share)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength((long)(file.Length * share));
    }

    private static void Draw(Mat image, int number)
    {
        for (int bit = 0; bit < Bits; bit++)
        {
            Scalar colour = ((number >> bit) & 1) == 1 ? Scalar.All(255) : Scalar.All(0);
            Cv2.Rectangle(image, new Rect(bit * StripeWidth, 0, StripeWidth, Height), colour, Cv2.FILLED);
        }
    }
}
