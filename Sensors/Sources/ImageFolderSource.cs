using OpenCvSharp;

namespace Sensors.Sources;

/// <summary>A folder of images, one a frame, in the natural order of their names (<c>2.png</c> before <c>10.png</c>).</summary>
/// <remarks>One thread uses it. An image that is empty, cut off, undecodable or of another size is a bad frame; the rest goes on.</remarks>
public sealed class ImageFolderSource : RecordedSource
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm"];

    private readonly string[] _images;
    private readonly FrameTimes _times;
    private readonly ImageDecoder _decoder = new();
    private SourceDescription _description;

    /// <param name="folder">The folder that holds the images.</param>
    /// <param name="range">Which of the frames to read.</param>
    /// <param name="times">The frames' capture times: one for each image, or a frame rate.</param>
    /// <exception cref="DriveException">The folder is missing or holds no readable image, or images and times differ in number.</exception>
    public ImageFolderSource(string folder, FrameRange range, FrameTimes times)
        : base(range)
    {
        OpenCvLogging.Quiet();
        _times = times;
        _images = List(folder);
        if (_images.Length == 0)
        {
            throw new DriveException($"{folder}: expected images ({string.Join(' ', Extensions)}), found none");
        }

        if (times.Count is long count && count != _images.Length)
        {
            throw new DriveException($"{folder}: expected an image for each of its {count} timestamps, found {_images.Length} images");
        }

        range.CheckWithin(folder, _images.Length);
        Size size = FindSize(folder);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        _description = new SourceDescription
        {
            Id = name,
            Kind = "images",
            Origin = folder,
            Width = size.Width,
            Height = size.Height,
            Clock = times.Clock,
            FrameCount = CountIn(_images.Length),
            MediaPath = _images[range.First],
            CalibrationAbsence = $"no calibration was given for the image folder {name}",
        };
    }

    /// <inheritdoc/>
    public override SourceDescription Description => _description;

    /// <summary>Whether a file is one of the images, by the ending of its name; hidden files are none.</summary>
    public static bool IsImage(string path) =>
        Path.GetFileName(path)[0] != '.' && Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Whether a folder holds an image, directly.</summary>
    public static bool HoldsImages(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(IsImage);

    internal override void Describe(SourceDescription description) => _description = description;

    private protected override FrameRead ReadFrame(Mat image, long frameId, CancellationToken cancellationToken)
    {
        _ = _times.TryAt(Math.Min(frameId, _images.Length - 1), out long timeNs);
        if (frameId >= _images.Length)
        {
            return new FrameRead(FrameReadStatus.EndOfDrive, frameId, timeNs, null);
        }

        string path = _images[frameId];
        string? found = Decode(path, image);
        return found is null
            ? CheckSize(image, frameId, timeNs, null)
            : new FrameRead(FrameReadStatus.BadFrame, frameId, timeNs, $"{path}: expected an image, found {found}");
    }

    private protected override void RewindMedia()
    {
    }

    private protected override string NameOf(long frameId) => _images[frameId];

    private protected override void Dispose(bool isDisposing)
    {
    }

    private static string[] List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DriveException($"{folder}: expected a folder of images, found no folder");
        }

        string[] images = [.. Directory.EnumerateFiles(folder).Where(IsImage)];
        Array.Sort(images, NaturalOrder.Instance);
        return images;
    }

    private string? Decode(string path, Mat image)
    {
        try
        {
            return _decoder.Read(path, image);
        }
        catch (OpenCVException exception)
        {
            return $"one that the decoder refuses ({exception.Message})";
        }
    }

    private Size FindSize(string folder)
    {
        using Mat image = new();
        string? firstProblem = null;
        foreach (string path in _images)
        {
            string? found = Decode(path, image);
            if (found is null)
            {
                return image.Size();
            }

            firstProblem ??= $"{Path.GetFileName(path)} is {found}";
        }

        throw new DriveException($"{folder}: expected at least one readable image among {_images.Length}, found none: {firstProblem}");
    }
}
