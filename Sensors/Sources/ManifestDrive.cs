using System.Globalization;
using Sensors.Calibration;
using Sensors.EgoMotion;

namespace Sensors.Sources;

/// <summary>Opens a drive folder by its <see cref="DriveManifest"/>.</summary>
internal static class ManifestDrive
{
    // Containers round their frame rate; beyond this share the two are not the same.
    private const double SameRate = 0.01;

    public static RecordedSource Open(DriveManifest manifest, DriveOpenOptions options)
    {
        DriveManifestCamera camera = Choose(manifest, options.CameraId);
        List<string> warnings = VerifySums(manifest, camera);
        FrameTimes? times = camera.TimestampsPath is string file ? TimestampFile.Read(file)
            : camera.FrameRate is double stated ? FrameTimes.FromRate(stated)
            : null;
        EgoMotionLog? egoMotion = manifest.EgoMotionPath is string path ? EgoMotionFile.Load(path) : null;
        RecordedSource source = OpenMedia(manifest, camera, options.FrameRange, times);
        if (egoMotion is not null)
        {
            times ??= source is VideoFileSource { FramesPerSecond: > 0 and < double.PositiveInfinity } own ? FrameTimes.FromRate(own.FramesPerSecond) : null;
            EgoMotionCover.Check(manifest.EgoMotionPath!, egoMotion, source, options.FrameRange, times, warnings);
        }

        if (source is VideoFileSource video && camera.FrameRate is double rate && Math.Abs(video.FramesPerSecond - rate) > SameRate * rate)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{manifest.Path}: camera {camera.Id} states {rate} frames per second, its video {video.FramesPerSecond}; the manifest's is taken"));
        }

        source.Describe(source.Description with
        {
            Id = manifest.Cameras.Count == 1 ? manifest.Name : $"{manifest.Name}/{camera.Id}",
            Kind = "drive",
            Origin = Path.GetDirectoryName(manifest.Path)!,
            EgoMotion = egoMotion,
            Licence = manifest.Licence,
            TruthPath = manifest.TruthPath,
            Warnings = warnings,
        });
        return source;
    }

    /// <summary>The calibration that the manifest gives the camera, or null.</summary>
    public static CameraCalibration? LoadCalibration(DriveManifest manifest, string? cameraId, int width, int height)
    {
        DriveManifestCamera camera = Choose(manifest, cameraId);
        if (camera.InlineCalibration is CameraCalibration inline)
        {
            CalibrationRules.CheckImageSize(inline, width, height);
            return inline;
        }

        return camera.CalibrationPath is string path ? CalibrationFile.Load(path, width, height) : null;
    }

    private static DriveManifestCamera Choose(DriveManifest manifest, string? cameraId)
    {
        if (cameraId is null)
        {
            return manifest.Cameras[0];
        }

        return manifest.Cameras.FirstOrDefault(camera => camera.Id == cameraId)
            ?? throw new DriveException(
                $"{manifest.Path}: expected one of the cameras {string.Join(", ", manifest.Cameras.Select(camera => camera.Id))}, found that '{cameraId}' was asked for");
    }

    private static RecordedSource OpenMedia(DriveManifest manifest, DriveManifestCamera camera, FrameRange range, FrameTimes? times)
    {
        if (!Directory.Exists(camera.MediaPath))
        {
            return File.Exists(camera.MediaPath)
                ? new VideoFileSource(camera.MediaPath, range, times)
                : throw new DriveException($"{manifest.Path}: camera {camera.Id} expected the media {camera.MediaPath}, found none");
        }

        return times is null
            ? throw new DriveException($"{manifest.Path}: camera {camera.Id} expected a frameRate or timestamps for its image folder, found neither")
            : new ImageFolderSource(camera.MediaPath, range, times);
    }

    /// <summary>Verifies the sums of the files that are about to be read, and says where one is missing.</summary>
    private static List<string> VerifySums(DriveManifest manifest, DriveManifestCamera camera)
    {
        string?[] opened = [camera.MediaPath, camera.TimestampsPath, camera.CalibrationPath, manifest.EgoMotionPath];
        string mediaFolder = camera.MediaPath + Path.DirectorySeparatorChar;
        bool hasMediaSum = false;
        foreach ((string path, string sum) in manifest.Sha256)
        {
            bool isMedia = path == camera.MediaPath || path.StartsWith(mediaFolder, StringComparison.Ordinal);
            hasMediaSum |= isMedia;
            if (isMedia || opened.Contains(path))
            {
                MediaChecksum.Verify(path, sum);
            }
        }

        return hasMediaSum
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"{manifest.Path}: no sha256 is stated for {camera.MediaPath}, so it was not verified")];
    }
}
