using System.Globalization;
using Sensors.Calibration;

namespace Sensors.Sources;

/// <summary>Opens a recorded drive of any kind: video file, image folder, KITTI raw or tracking sequence, or drive folder.</summary>
public static class DriveOpener
{
    // Of a plain image folder that comes without timestamps; the drive's warnings say that it was assumed.
    private const double AssumedFramesPerSecond = 10;

    /// <summary>The names under which an image folder holds its frames' times, the first that is there wins.</summary>
    public static IReadOnlyList<string> TimestampNames { get; } = ["timestamps.csv", "timestamps.txt"];

    /// <summary>Recognises what a path holds and opens it.</summary>
    /// <returns>The source, at its first frame; the caller disposes it.</returns>
    /// <exception cref="SensorException">One sentence on what was expected and found: a <see cref="DriveException"/>, a
    /// <see cref="CalibrationException"/> or an <see cref="EgoMotion.EgoMotionException"/>.</exception>
    public static IRecordedSource Open(string path, DriveOpenOptions options)
    {
        try
        {
            return OpenAny(path, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DriveException($"{path}: expected a drive that can be read, found: {exception.Message}", exception);
        }
    }

    private static RecordedSource OpenAny(string path, DriveOpenOptions options)
    {
        if (File.Exists(path))
        {
            return Path.GetFileName(path) == DriveManifest.FileName
                ? OpenManifest(path, options)
                : OpenVideo(path, options);
        }

        if (!Directory.Exists(path))
        {
            throw new DriveException($"{path}: expected a video file or a drive's folder, found nothing there");
        }

        string manifest = Path.Combine(path, DriveManifest.FileName);
        if (File.Exists(manifest))
        {
            return OpenManifest(manifest, options);
        }

        return TryOpenKitti(path, options)
            ?? TryOpenImages(path, options)
            ?? throw new DriveException(
                $"{path}: expected {DriveManifest.FileName}, KITTI's image_02, or images in the folder, found {DescribeContent(path)}");
    }

    private static RecordedSource OpenManifest(string path, DriveOpenOptions options)
    {
        DriveManifest manifest = DriveManifest.Load(path);
        RecordedSource source = ManifestDrive.Open(manifest, options);
        return Calibrate(source, options, (width, height) => ManifestDrive.LoadCalibration(manifest, options.CameraId, width, height));
    }

    private static RecordedSource OpenVideo(string path, DriveOpenOptions options)
    {
        RefuseCamera(path, options);
        return Calibrate(new VideoFileSource(path, options.FrameRange), options, (_, _) => null);
    }

    private static RecordedSource? TryOpenKitti(string path, DriveOpenOptions options)
    {
        // Raw first: its image_02/data would pass for a tracking sequence named "data".
        if (KittiDrive.TryOpenRaw(path, options) is RecordedSource raw)
        {
            return Calibrate(raw, options, (width, height) => LoadKitti(KittiDrive.FindRawCalibration(path), options, width, height));
        }

        return KittiDrive.TryOpenTracking(path, options) is RecordedSource tracking
            ? Calibrate(tracking, options, (width, height) =>
                LoadKitti(KittiDrive.FindTrackingCalibration(tracking.Description.Origin), options, width, height))
            : null;
    }

    private static CameraCalibration? LoadKitti(string? file, DriveOpenOptions options, int width, int height) =>
        file is null ? null : CalibrationFile.Load(file, width, height, KittiDrive.CameraNumber(options.CameraId));

    private static RecordedSource? TryOpenImages(string path, DriveOpenOptions options)
    {
        if (!ImageFolderSource.HoldsImages(path))
        {
            return null;
        }

        RefuseCamera(path, options);
        string? timestamps = TimestampNames.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists);
        FrameTimes times = timestamps is null ? FrameTimes.FromRate(AssumedFramesPerSecond) : TimestampFile.Read(timestamps);
        RecordedSource source = new ImageFolderSource(path, options.FrameRange, times);
        if (timestamps is null)
        {
            string assumed = string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: found neither {string.Join(" nor ", TimestampNames)}, so {AssumedFramesPerSecond} frames per second are assumed; speeds depend on it");
            source.Describe(source.Description with { Warnings = [assumed] });
        }

        return Calibrate(source, options, (_, _) => null);
    }

    /// <summary>Adds the calibration: the one that was asked for, else the drive's own; on a fault the source is closed.</summary>
    private static RecordedSource Calibrate(RecordedSource source, DriveOpenOptions options, Func<int, int, CameraCalibration?> loadOwn)
    {
        try
        {
            SourceDescription description = source.Description;
            CameraCalibration? calibration = options.CalibrationPath is string path
                ? CalibrationFile.Load(path, description.Width, description.Height, KittiDrive.CameraNumber(description.Kind.StartsWith("kitti", StringComparison.Ordinal) ? options.CameraId : null))
                : loadOwn(description.Width, description.Height);
            string? absence = description.Kind == "drive" ? $"the drive {description.Id} states no calibration" : description.CalibrationAbsence;
            source.Describe(description with { Calibration = calibration, CalibrationAbsence = calibration is null ? absence : null });
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static void RefuseCamera(string path, DriveOpenOptions options)
    {
        if (options.CameraId is string camera)
        {
            throw new DriveException($"{path}: expected a drive with named cameras, found one without, though '{camera}' was asked for");
        }
    }

    private static string DescribeContent(string folder)
    {
        string[] names = [.. Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal).Take(4)];
        return names.Length switch
        {
            0 => "an empty folder",
            4 => $"{string.Join(", ", names[..3])} and more",
            _ => string.Join(", ", names),
        };
    }
}
