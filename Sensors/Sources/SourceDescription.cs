using Sensors.Calibration;
using Sensors.EgoMotion;

namespace Sensors.Sources;

/// <summary>What is known of a source before its first frame.</summary>
public sealed record SourceDescription
{
    /// <summary>Short name, unique within a run, published with every message; e.g. the drive's folder name or the camera's name.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of source it is: <c>video</c>, <c>images</c>, <c>kitti-raw</c>, <c>kitti-tracking</c>, <c>drive</c>, <c>camera</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The path, URL, device or pipeline text that was opened.</summary>
    public required string Origin { get; init; }

    /// <summary>Image size, pixels.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    public required CaptureClock Clock { get; init; }

    /// <summary>True for a camera, where frames that are not read in time are lost; false for a recorded drive, which waits.</summary>
    public bool IsLive { get; init; }

    /// <summary>How many frames a recorded drive should hold; null where that is unknown.</summary>
    public long? FrameCount { get; init; }

    /// <summary>The file of a recorded drive's video, or of the first image that is read; null for a camera.</summary>
    public string? MediaPath { get; init; }

    /// <summary>The camera's calibration, or null: then nothing metric is computed.</summary>
    public CameraCalibration? Calibration { get; init; }

    /// <summary>Why <see cref="Calibration"/> is null, as one sentence for the message.</summary>
    public string? CalibrationAbsence { get; init; }

    /// <summary>The vehicle's own motion over the drive, or null.</summary>
    public EgoMotionLog? EgoMotion { get; init; }

    /// <summary>The recording's licence, where it is stated.</summary>
    public string? Licence { get; init; }

    /// <summary>Path of the drive's truth folder (KITTI tracking labels and <c>truth.json</c>), where it has one.</summary>
    public string? TruthPath { get; init; }

    /// <summary>What a reader should know of how the source was opened, a sentence each; e.g. an assumed frame rate.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
