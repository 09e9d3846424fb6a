using Sensors.Calibration;

namespace Evaluation.Replay;

/// <summary>A sequence of a data set, ready to be tracked.</summary>
/// <param name="Name">As in the data set.</param>
/// <param name="Width">Image width, pixels.</param>
/// <param name="Height">Image height, pixels.</param>
/// <param name="Calibration">The camera, or null.</param>
/// <param name="Frames">In order.</param>
public sealed record ReplaySequence(string Name, int Width, int Height, CameraCalibration? Calibration, IReadOnlyList<ReplayFrame> Frames)
{
    /// <summary>Names of classes whose detections are not tracked, and how many there are; empty where there are none.</summary>
    public string LeftOut { get; init; } = string.Empty;
}
