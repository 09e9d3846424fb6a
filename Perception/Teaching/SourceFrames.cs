using System.Globalization;
using System.Text.RegularExpressions;
using Labelling.Sets;
using OpenCvSharp;
using Sensors.Frames;
using Sensors.Sources;
using Sensors;

namespace Perception.Teaching;

/// <summary>Reads the images to label: of image folders every one; of clips, and image folders with timestamps are such, some.</summary>
public static class SourceFrames
{
    private const string KittiImages = "image_2";
    private const string KittiSequences = "image_02";
    private static readonly string[] ClipMarks = [DriveManifest.FileName, .. DriveOpener.TimestampNames];

    /// <summary>Reads them one after another; the caller disposes each.</summary>
    /// <param name="request">Which drives.</param>
    /// <param name="note">Told, in a sentence, of what a reader of the labels should know.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="SensorException">A drive cannot be opened.</exception>
    /// <exception cref="LabelSetException">An image or given label cannot be read.</exception>
    public static IEnumerable<SourceFrame> Read(LabelRequest request, Action<string> note, CancellationToken cancellation)
    {
        // All of them before the first image: none is labelled for hours before another turns out to be bad.
        foreach (string drive in request.Drives)
        {
            Check(drive, request);
        }

        HashSet<string> prefixes = new(StringComparer.Ordinal);
        foreach (string drive in request.Drives)
        {
            string name = NameOf(drive);
            for (int i = 2; !prefixes.Add(name); i++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(drive)}-{i}");
            }

            IEnumerable<SourceFrame> frames = ImagesOf(drive) is { } images
                ? ReadImages(images, name, request, note)
                : ReadClip(drive, name, request, note, cancellation);
            foreach (SourceFrame frame in frames)
            {
                yield return frame;
            }
        }
    }

    /// <summary>A line for each drive that comes with truth, which changes where the truth does.</summary>
    /// <exception cref="SensorException">A drive cannot be opened.</exception>
    /// <exception cref="LabelSetException">Given truth cannot be read.</exception>
    public static IReadOnlyList<string> Truth(LabelRequest request) => [.. request.Drives.Select(drive => TruthOf(drive, request)).OfType<string>()];

    /// <summary>Refuses what a request asks of drives of another kind than it has.</summary>
    /// <exception cref="LabelSetException">It would have no effect; the message names the command's option.</exception>
    public static void CheckEffect(LabelRequest request)
    {
        if (!request.Drives.All(Path.Exists))
        {
            // Reading tells of what is not there, by its name.
            return;
        }

        string[] folders = [.. request.Drives.Select(ImagesOf).OfType<string>()];
        if (request.Every is not null && folders.Length == request.Drives.Count)
        {
            throw new LabelSetException("--every: expected a clip (a video, a drive, an image folder with timestamps), found image folders only, of which every image is taken.");
        }

        if ((request.SceneFrom is not null ? "--scene-from" : request.Exclude.Count > 0 ? "--exclude" : null) is { } option && folders.Length == 0)
        {
            throw new LabelSetException($"{option}: expected an image folder without timestamps, found clips only.");
        }

        if (request.YoloClasses is not null && folders.All(folder => YoloFolder.Find(folder, request.YoloClasses) is null))
        {
            throw new LabelSetException("--yolo-classes: expected an image folder with YOLO labels, found none.");
        }
    }

    /// <summary>Fails as reading the drive would, as far as that shows without its images.</summary>
    private static void Check(string drive, LabelRequest request)
    {
        if (ImagesOf(drive) is { } images)
        {
            FindImages(images, request);
        }
        else
        {
            DriveOpener.Open(drive, new DriveOpenOptions()).Dispose();
        }
    }

    private static string? TruthOf(string drive, LabelRequest request)
    {
        if (ImagesOf(drive) is { } images)
        {
            return FindTruth(images, request)?.Fingerprint();
        }

        using IRecordedSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        using IClipTruth? truth = ClipTruth.Find(source.Description);
        return truth?.Fingerprint();
    }

    private static IImageTruth? FindTruth(string images, LabelRequest request) =>
        (IImageTruth?)YoloFolder.Find(images, request.YoloClasses) ?? KittiObjectFolder.Find(images);

    private static string NameOf(string drive)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(drive)));
        return Directory.Exists(drive) ? name : Path.GetFileNameWithoutExtension(name);
    }

    /// <summary>The folder of a drive's images on their own; null where they are a clip.</summary>
    private static string? ImagesOf(string drive)
    {
        string images = Path.Combine(drive, KittiImages);
        return IsImageFolder(drive) ? drive : IsImageFolder(images) ? images : null;
    }

    /// <summary>Images on their own; those of a drive, of a KITTI sequence and with timestamps follow each other as a clip.</summary>
    private static bool IsImageFolder(string path) =>
        ImageFolderSource.HoldsImages(path) && !ClipMarks.Any(name => File.Exists(Path.Combine(path, name)))
        && Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))) != KittiSequences;

    private static Regex? ParseSceneFrom(string? pattern)
    {
        try
        {
            return pattern is null ? null : new Regex(pattern);
        }
        catch (ArgumentException failure)
        {
            throw new LabelSetException($"--scene-from: expected a regular expression, found '{pattern}': {failure.Message}", failure);
        }
    }

    private static (string[] Paths, IImageTruth? Truth, Regex? SceneFrom) FindImages(string folder, LabelRequest request)
    {
        IImageTruth? truth = FindTruth(folder, request);
        Regex? sceneFrom = ParseSceneFrom(request.SceneFrom);
        ILookup<bool, string> images = Directory.EnumerateFiles(folder).Where(ImageFolderSource.IsImage).ToLookup(path => request.IsExcluded(Path.GetFileName(path)));
        string[] paths = [.. images[false]];
        Array.Sort(paths, NaturalOrder.Instance);
        if (paths.Length > 0)
        {
            HashSet<string> leftOut = [.. images[true].Select(path => Path.GetFileNameWithoutExtension(path))];
            truth?.Check(paths, leftOut.Contains);
        }

        return (paths, truth, sceneFrom);
    }

    private static IEnumerable<SourceFrame> ReadImages(string folder, string name, LabelRequest request, Action<string> note)
    {
        (string[] paths, IImageTruth? truth, Regex? sceneFrom) = FindImages(folder, request);
        if (truth?.Note is { } left)
        {
            note(left);
        }

        using SceneCuts cuts = new();
        ImageDecoder decoder = new();
        string scene = "";
        foreach (string path in paths)
        {
            Mat image = new();
            string? problem = decoder.Read(path, image);
            if (problem is not null)
            {
                image.Dispose();
                throw new LabelSetException($"{path}: expected an image, found {problem}; mend it or leave it out with --exclude.");
            }

            string stem = Path.GetFileNameWithoutExtension(path);
            if (sceneFrom is not null)
            {
                Match match = sceneFrom.Match(stem);
                Group place = match.Groups.Count > 1 ? match.Groups[1] : match;
                scene = place.Success
                    ? $"{name}-{place.Value}"
                    : throw new LabelSetException($"{path}: expected a name that --scene-from '{request.SceneFrom}' finds a scene in, found none.");
            }
            else if (cuts.IsCut(image))
            {
                scene = $"{name}-{stem}";
            }

            yield return new SourceFrame
            {
                Image = image,
                Name = $"{name}-{stem}",
                Scene = scene,
                Origin = $"{name}/{Path.GetFileName(path)}",
                Given = truth?.Read(path, image.Width, image.Height),
            };
        }
    }

    private static IEnumerable<SourceFrame> ReadClip(string drive, string name, LabelRequest request, Action<string> note, CancellationToken cancellation)
    {
        using IRecordedSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        using IClipTruth? truth = ClipTruth.Find(source.Description);
        if (truth?.Note is { } ignored)
        {
            note(ignored);
        }

        long nextNs = long.MinValue;
        bool hasFrames = false;
        while (true)
        {
            Mat image = new();
            FrameRead read = source.Read(image, cancellation);
            bool isFrame = read.Status == FrameReadStatus.Frame;
            hasFrames |= isFrame;
            bool isTaken = isFrame && (request.Every is int every ? read.FrameId % every == 0 : read.CaptureTimeNs >= nextNs);
            if (!isTaken)
            {
                image.Dispose();
                if (isFrame)
                {
                    continue;
                }

                if (read.Status == FrameReadStatus.BadFrame)
                {
                    note(read.Problem!.TrimEnd('.') + "; it is left out.");
                    continue;
                }

                if (read.Status == FrameReadStatus.EndOfDrive)
                {
                    yield break;
                }

                // The frames before the end of a clip that is cut off are good.
                if (read.Status == FrameReadStatus.Fault && hasFrames)
                {
                    note(read.Problem!.TrimEnd('.') + "; what comes before is labelled.");
                    yield break;
                }

                throw new LabelSetException(read.Problem ?? $"{drive}: expected a frame, found {read.Status}.");
            }

            nextNs = read.CaptureTimeNs + Nanoseconds.Of(request.Interval);
            string number = read.FrameId.ToString("D6", CultureInfo.InvariantCulture);
            (Mat Drivable, Mat LaneLines)? masks = truth?.Masks(read.FrameId);
            yield return new SourceFrame
            {
                Image = image,
                Given = truth?.Objects(read.FrameId, image.Width, image.Height),
                Drivable = masks?.Drivable,
                LaneLines = masks?.LaneLines,
                Name = $"{name}-{number}",
                Scene = name,
                Origin = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(drive))}#{read.FrameId.ToString(CultureInfo.InvariantCulture)}",
                IsClip = truth is null,
            };
        }
    }
}
