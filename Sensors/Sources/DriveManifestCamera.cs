using Sensors.Calibration;

namespace Sensors.Sources;

/// <summary>One camera of a drive, as its manifest states it. Paths are absolute.</summary>
public sealed record DriveManifestCamera
{
    /// <summary>The camera's name, unique in the drive.</summary>
    public required string Id { get; init; }

    /// <summary>A video file or a folder of images.</summary>
    public required string MediaPath { get; init; }

    /// <summary>Frames per second, where the manifest states it.</summary>
    public double? FrameRate { get; init; }

    /// <summary>A file of capture times, where the manifest names one.</summary>
    public string? TimestampsPath { get; init; }

    /// <summary>A calibration file, where the manifest names one.</summary>
    public string? CalibrationPath { get; init; }

    /// <summary>A calibration that stands in the manifest itself.</summary>
    public CameraCalibration? InlineCalibration { get; init; }
}
