using Sensors.EgoMotion;

namespace Sensors.Sources;

/// <summary>
/// Opens sequences in KITTI's layouts: a raw recording (<c>image_02/[data/]</c>, <c>calib_cam_to_cam.txt</c> or <c>calib.txt</c>,
/// <c>oxts/</c>), and one sequence of the tracking benchmark (<c>image_02/0000/</c> with <c>calib/0000.txt</c> beside).
/// </summary>
/// <remarks>
/// Both data sets are recorded at 10 Hz, which holds where a sequence comes without timestamps. Dates count from the
/// first image's, since the files name no time zone; so dates of the images and dates of the GPS/IMU records go together or not at all. Source: A. Geiger et al., IJRR 2013.
/// </remarks>
internal static class KittiDrive
{
    private const double FramesPerSecond = 10;
    private const string DefaultCamera = "image_02";

    /// <summary>Opens a folder if it is a raw recording.</summary>
    public static RecordedSource? TryOpenRaw(string folder, DriveOpenOptions options)
    {
        string camera = options.CameraId ?? DefaultCamera;
        string images = Path.Combine(folder, camera);
        string nested = Path.Combine(images, "data");
        string media = ImageFolderSource.HoldsImages(nested) ? nested : images;
        if (!ImageFolderSource.HoldsImages(media))
        {
            return null;
        }

        string timestamps = Path.Combine(images, "timestamps.txt");
        long? firstDateNs = null;
        FrameTimes times = FrameTimes.FromRate(FramesPerSecond);
        if (File.Exists(timestamps))
        {
            IReadOnlyList<long> recorded = TimestampFile.ReadNanoseconds(timestamps, out bool areDates);
            firstDateNs = areDates ? recorded[0] : null;
            times = firstDateNs is long firstNs
                ? FrameTimes.FromTable([.. recorded.Select(time => time - firstNs)], CaptureClock.Drive)
                : TimestampFile.Read(timestamps);
        }

        string oxts = Path.Combine(folder, "oxts");
        EgoMotionLog? egoMotion = LoadOxts(oxts, firstDateNs, times);
        RecordedSource source = new ImageFolderSource(media, options.FrameRange, times);
        List<string> warnings = File.Exists(timestamps) ? [] : [$"{images}: no timestamps.txt, so KITTI's 10 frames per second are taken"];
        if (egoMotion is not null)
        {
            EgoMotionCover.Check(oxts, egoMotion, source, options.FrameRange, times, warnings);
        }

        source.Describe(source.Description with
        {
            Id = NameOf(folder),
            Kind = "kitti-raw",
            Origin = folder,
            EgoMotion = egoMotion,
            Licence = "CC BY-NC-SA 3.0 (KITTI)",
            CalibrationAbsence = $"the KITTI sequence {NameOf(folder)} has neither calib_cam_to_cam.txt nor calib.txt",
            Warnings = warnings,
        });
        return source;
    }

    /// <summary>The raw recording's calibration file: beside the images, or one folder up, where the data set keeps it.</summary>
    public static string? FindRawCalibration(string folder)
    {
        string? parent = Path.GetDirectoryName(Path.GetFullPath(folder));
        string?[] candidates =
        [
            Path.Combine(folder, "calib_cam_to_cam.txt"),
            Path.Combine(folder, "calib.txt"),
            parent is null ? null : Path.Combine(parent, "calib_cam_to_cam.txt"),
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    /// <summary>Opens a folder if it is a tracking sequence, or the tracking benchmark with exactly one.</summary>
    /// <exception cref="DriveException">The folder holds several sequences.</exception>
    public static RecordedSource? TryOpenTracking(string path, DriveOpenOptions options)
    {
        if (FindTrackingSequence(path, options.CameraId) is not string folder)
        {
            return null;
        }

        string root = Path.GetDirectoryName(Path.GetDirectoryName(folder)!)!;
        string name = NameOf(folder);
        string oxts = Path.Combine(root, "oxts", name + ".txt");
        string truth = Path.Combine(root, "label_02", name + ".txt");
        FrameTimes times = FrameTimes.FromRate(FramesPerSecond);
        EgoMotionLog? egoMotion = File.Exists(oxts) ? KittiOxts.LoadLines(oxts, frame => TimeOf(times, frame)) : null;
        RecordedSource source = new ImageFolderSource(folder, options.FrameRange, times);
        List<string> warnings = [$"{folder}: KITTI's tracking sequences come without timestamps, so their 10 frames per second are taken"];
        if (egoMotion is not null)
        {
            EgoMotionCover.Check(oxts, egoMotion, source, options.FrameRange, times, warnings);
        }

        source.Describe(source.Description with
        {
            Id = name,
            Kind = "kitti-tracking",
            Origin = folder,
            EgoMotion = egoMotion,
            TruthPath = File.Exists(truth) ? truth : null,
            Licence = "CC BY-NC-SA 3.0 (KITTI)",
            CalibrationAbsence = $"the KITTI tracking sequence {name} has no calib/{name}.txt",
            Warnings = warnings,
        });
        return source;
    }

    /// <summary>The calibration file of a tracking sequence's folder, or null.</summary>
    public static string? FindTrackingCalibration(string folder)
    {
        string? root = Path.GetDirectoryName(Path.GetDirectoryName(folder));
        string path = Path.Combine(root ?? string.Empty, "calib", NameOf(folder) + ".txt");
        return File.Exists(path) ? path : null;
    }

    /// <summary>The number in a KITTI camera's name, e.g. 2 for <c>image_02</c>.</summary>
    public static int CameraNumber(string? cameraId)
    {
        string text = cameraId ?? DefaultCamera;
        return text is ['i', 'm', 'a', 'g', 'e', '_', '0', >= '0' and <= '3']
            ? text[^1] - '0'
            : throw new DriveException($"expected one of KITTI's cameras image_00 to image_03, found '{text}'");
    }

    private static string? FindTrackingSequence(string path, string? cameraId)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string camera = cameraId ?? DefaultCamera;
        bool isSequence = Path.GetFileName(Path.GetDirectoryName(folder)) == camera && FindTrackingCalibration(folder) is not null;
        if (isSequence && ImageFolderSource.HoldsImages(folder))
        {
            return folder;
        }

        string images = Path.Combine(folder, camera);
        if (!Directory.Exists(images))
        {
            return null;
        }

        string[] sequences = [.. Directory.EnumerateDirectories(images).Where(ImageFolderSource.HoldsImages).Order(StringComparer.Ordinal)];
        return sequences switch
        {
            [] => null,
            [string only] => only,
            _ => throw new DriveException(
                $"{path}: expected one sequence, found {sequences.Length} in {camera}; open one of them, e.g. {sequences[0]}"),
        };
    }

    private static EgoMotionLog? LoadOxts(string folder, long? firstImageDateNs, FrameTimes imageTimes)
    {
        string records = Path.Combine(folder, "data");
        if (!Directory.Exists(records))
        {
            return null;
        }

        string timestamps = Path.Combine(folder, "timestamps.txt");
        if (File.Exists(timestamps))
        {
            IReadOnlyList<long> recorded = TimestampFile.ReadNanoseconds(timestamps, out bool areDates);
            if (areDates != firstImageDateNs.HasValue)
            {
                throw new EgoMotionException(areDates
                    ? $"{timestamps}: expected nanoseconds in the clock of the images, which come without dates, found dates"
                    : $"{timestamps}: expected dates, as the images have them, found nanoseconds");
            }

            return KittiOxts.LoadFolder(records, [.. recorded.Select(time => time - (firstImageDateNs ?? 0))]);
        }

        int count = Directory.EnumerateFiles(records, "*.txt").Count();
        return KittiOxts.LoadFolder(records, [.. Enumerable.Range(0, count).Select(frame => TimeOf(imageTimes, frame))]);
    }

    private static long TimeOf(FrameTimes times, int frame) => times.TryAt(frame, out long timeNs)
        ? timeNs
        : throw new EgoMotionException($"expected an ego motion record for each of {times.Count} frames, found more");

    private static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
