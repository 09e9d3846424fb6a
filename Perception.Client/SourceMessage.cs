using MessagePack;

namespace Perception.Client;

/// <summary>A camera or a recorded drive.</summary>
[MessagePackObject]
public sealed class SourceMessage
{
    [Key(0)]
    public string SourceId { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary><c>video</c>, <c>images</c>, <c>kitti-raw</c>, <c>kitti-tracking</c>, <c>drive</c>, <c>camera</c>.</summary>
    [Key(1)]
    public string Kind { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The path, URL, device or pipeline text that was opened.</summary>
    [Key(2)]
    public string Origin { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Image size, pixels: the frame of every pixel field of this source.</summary>
    [Key(3)]
    public int Width { get; set; }

    /// <inheritdoc cref="Width"/>
    [Key(4)]
    public int Height { get; set; }

    /// <summary>The clock of its capture times.</summary>
    [Key(5)]
    public CaptureClock Clock { get; set; }

    /// <summary>True for a camera, false for a recorded drive.</summary>
    [Key(6)]
    public bool IsLive { get; set; }

    /// <summary>How many frames a recorded drive should hold; null where that is unknown.</summary>
    [Key(7)]
    public long? FrameCount { get; set; }

    /// <summary>The recording's licence, where it is stated.</summary>
    [Key(8)]
    public string? Licence { get; set; }

    [Key(9)]
    public CalibrationMessage Calibration { get; set => field = value ?? new CalibrationMessage(); } = new();

    /// <summary>Where the camera's own motion is known from: <c>odometry</c> (recorded with the drive), <c>imageMotion</c> (measured in the image), <c>odometryAndImageMotion</c> (turn and speed recorded, pitch and roll measured) or <c>none</c>.</summary>
    [Key(10)]
    public string MotionSource { get; set => field = value ?? string.Empty; } = string.Empty;
}
