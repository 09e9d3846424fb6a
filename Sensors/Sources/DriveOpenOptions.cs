namespace Sensors.Sources;

/// <summary>How to open a recorded drive.</summary>
public sealed class DriveOpenOptions
{
    /// <summary>A calibration file that takes the place of the drive's own, or null.</summary>
    public string? CalibrationPath { get; init; }

    /// <summary>Which frames to read.</summary>
    public FrameRange FrameRange { get; init; } = FrameRange.All;

    /// <summary>Which camera of a drive with several, or null for its first; KITTI's are <c>image_02</c> and <c>image_03</c>.</summary>
    public string? CameraId { get; init; }
}
