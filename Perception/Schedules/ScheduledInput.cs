using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sensors.Calibration;
using Sensors.Sources;

namespace Perception.Schedules;

/// <summary>By what a schedule knows the input of one source again, wherever it lies.</summary>
/// <param name="Width">Of its images, pixels.</param>
/// <param name="Height">Of its images, pixels.</param>
/// <param name="Frames">How many the drive gives; null for a camera, a drive in a loop, and where that is unknown.</param>
/// <param name="Media">Digest of the beginning of the video, or of the first image; null for a camera.</param>
/// <param name="Calibration">Digest of the calibration; null where there is none.</param>
/// <param name="EgoMotion">Whether the vehicle's own motion is known.</param>
internal sealed record ScheduledInput(int Width, int Height, long? Frames, string? Media, string? Calibration, bool EgoMotion)
{
    /// <summary>Hexadecimal digits of a digest: enough to tell two inputs apart, and short in a message.</summary>
    private const int Digits = 16;

    private const int MediaBytes = 1 << 20;

    /// <exception cref="IOException">The drive's media cannot be read.</exception>
    public static ScheduledInput Of(SourceDescription source) => new(
        source.Width,
        source.Height,
        source.FrameCount,
        source.MediaPath is { } path ? Digest(Beginning(path)) : null,
        source.Calibration is { } calibration ? Digest(Encoding.UTF8.GetBytes(Text(calibration))) : null,
        source.EgoMotion is not null);

    /// <summary>What another input has in place of this one's, one phrase each. A camera and the drive that was recorded of it do not differ by their media.</summary>
    public IEnumerable<string> Differences(ScheduledInput found)
    {
        if ((found.Width, found.Height) != (Width, Height))
        {
            yield return $"images of {found.Width}x{found.Height} in place of {Width}x{Height}";
        }

        if (Frames is not null && found.Frames is not null && found.Frames != Frames)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{found.Frames} frames in place of {Frames}");
        }

        if (Media is not null && found.Media is not null && found.Media != Media)
        {
            yield return $"another recording ({found.Media} in place of {Media})";
        }

        if (found.Calibration != Calibration)
        {
            yield return $"{Name(found.Calibration)} in place of {Name(Calibration)}";
        }

        if (found.EgoMotion != EgoMotion)
        {
            yield return found.EgoMotion ? "ego motion in place of none" : "no ego motion in place of some";
        }
    }

    private static string Name(string? calibration) => calibration is null ? "no calibration" : $"the calibration {calibration}";

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..Digits];

    private static byte[] Beginning(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[Math.Min(file.Length, MediaBytes)];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Every number that a calibration computes with.</summary>
    private static string Text(CameraCalibration calibration)
    {
        RigidTransform t = calibration.CameraFromEgo;
        IEnumerable<double> numbers =
        [
            calibration.Width, calibration.Height, calibration.Fx, calibration.Fy, calibration.Cx, calibration.Cy, .. calibration.DistortionCoefficients,
            t.R00, t.R01, t.R02, t.R10, t.R11, t.R12, t.R20, t.R21, t.R22, t.Tx, t.Ty, t.Tz,
        ];
        return $"{calibration.Distortion} {string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}";
    }
}
