using Fusion.Tracking;
using Labelling.Sets;
using OpenCvSharp;

namespace Training.Samples;

/// <summary>A labelled frame in memory, scaled down. Owns its images; read by any number of threads.</summary>
internal sealed class StoredFrame : IDisposable
{
    private const byte UnknownMask = 255;
    private const double MaskScale = 255.0 / 254;

    // Far below a pixel's share of those that it is made of: where nothing is known, nothing is divided by zero.
    private const double LeastShare = 1e-3;

    private StoredFrame(string scene, Mat image, SampleBox[]? boxes, StoredMask? drivable, StoredMask? lanes)
    {
        Scene = scene;
        Image = image;
        Boxes = boxes;
        Drivable = drivable;
        LaneLines = lanes;
    }

    public string Scene { get; }

    /// <summary>8-bit BGR.</summary>
    public Mat Image { get; }

    /// <summary>Pixels of <see cref="Image"/>; null where objects are not labelled.</summary>
    public IReadOnlyList<SampleBox>? Boxes { get; }

    /// <summary>Null where it is not labelled.</summary>
    public StoredMask? Drivable { get; }

    /// <summary>Null where they are not labelled.</summary>
    public StoredMask? LaneLines { get; }

    /// <param name="folder">Folder of the set.</param>
    /// <param name="frame">A line of the set.</param>
    /// <param name="classes">The network's classes; a box of another class is ignored.</param>
    /// <param name="width">Most pixels across that are kept.</param>
    /// <exception cref="TrainingException">The image or a mask cannot be decoded, or the image's size is not the labelled one.</exception>
    public static StoredFrame Load(string folder, LabelledFrame frame, IReadOnlyList<ObjectClass> classes, int width)
    {
        using Mat full = Read(Path.Combine(folder, frame.Image), ImreadModes.Color);
        if (full.Width != frame.Width || full.Height != frame.Height)
        {
            throw new TrainingException($"{Path.Combine(folder, frame.Image)}: expected {frame.Width}x{frame.Height} as labelled, found {full.Width}x{full.Height}.");
        }

        double scale = Math.Min(1, (double)width / full.Width);
        Mat image = new();
        Cv2.Resize(full, image, new Size(Math.Round(full.Width * scale), Math.Round(full.Height * scale)), interpolation: InterpolationFlags.Area);
        float x = (float)image.Width / full.Width;
        float y = (float)image.Height / full.Height;
        SampleBox[]? boxes = frame.Boxes is null ? null : [.. frame.Boxes.Select(box => Scaled(box, classes, x, y))];
        return new StoredFrame(frame.Scene, image, boxes, Mask(folder, frame.Drivable, width / 2), Mask(folder, frame.LaneLines, width / 2));
    }

    public void Dispose()
    {
        Image.Dispose();
        Drivable?.Dispose();
        LaneLines?.Dispose();
    }

    private static SampleBox Scaled(LabelledBox box, IReadOnlyList<ObjectClass> classes, float x, float y)
    {
        int index = classes.ToList().IndexOf(box.Class);
        return new SampleBox(Math.Max(index, 0), box.XMin * x, box.YMin * y, box.XMax * x, box.YMax * y, box.Ignore || index < 0);
    }

    private static StoredMask? Mask(string folder, string? file, int width)
    {
        if (file is null)
        {
            return null;
        }

        using Mat full = Read(Path.Combine(folder, file), ImreadModes.Grayscale);
        using Mat unknown = new();
        Cv2.InRange(full, new Scalar(UnknownMask), new Scalar(UnknownMask), unknown);
        using Mat known = new();
        Cv2.BitwiseNot(unknown, known);
        full.SetTo(Scalar.All(0), unknown);
        double scale = Math.Min(1, (double)width / full.Width);
        Size size = new(Math.Round(full.Width * scale), Math.Round(full.Height * scale));

        // The mean of the known pixels alone: unknown ones beside a line must not weaken it.
        using Mat sum = new();
        using Mat share = new();
        full.ConvertTo(sum, MatType.CV_32FC1, MaskScale);
        known.ConvertTo(share, MatType.CV_32FC1, 1.0 / byte.MaxValue);
        Cv2.Resize(sum, sum, size, interpolation: InterpolationFlags.Area);
        Cv2.Resize(share, share, size, interpolation: InterpolationFlags.Area);
        Cv2.Max(share, LeastShare, share);
        Cv2.Divide(sum, share, sum);
        Mat probability = new();
        sum.ConvertTo(probability, MatType.CV_8UC1);
        Mat knowledge = new();
        Cv2.Resize(known, knowledge, size, interpolation: InterpolationFlags.Nearest);
        return new StoredMask(probability, knowledge);
    }

    private static Mat Read(string path, ImreadModes mode)
    {
        Mat image = Cv2.ImRead(path, mode);
        if (image.Empty())
        {
            image.Dispose();
            throw new TrainingException($"{path}: expected an image, found {(File.Exists(path) ? "one that cannot be decoded" : "no such file")}.");
        }

        return image;
    }
}
