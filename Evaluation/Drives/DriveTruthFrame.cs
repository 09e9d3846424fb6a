using System.Numerics;

namespace Evaluation.Drives;

/// <summary>What was really there in one frame of a drive. Immutable.</summary>
public sealed class DriveTruthFrame
{
    /// <summary>Nanoseconds, in the drive's clock.</summary>
    public required long CaptureTimeNs { get; init; }

    /// <summary>Turns directions of the ego car's body, on which the camera sits (X forward, Y left, Z up), to the world's.</summary>
    public required Quaternion WorldFromBody { get; init; }

    /// <summary>Road users of which the image shows something.</summary>
    public required DriveTruthObject[] Objects { get; init; }

    /// <summary>Lines of the ego car's carriageway.</summary>
    public IReadOnlyList<DriveTruthLane> Lanes { get; init; } = [];

    /// <summary>Of the ego origin from the middle of its lane, metres, positive to the left; null without a road.</summary>
    public required double? LaneOffset { get; init; }

    /// <summary>Of the ego car over ground, m/s; null where the file does not state it.</summary>
    public double? EgoSpeed { get; init; }

    /// <summary>The nearest vehicle ahead in the ego lane; null where there is none.</summary>
    public required int? LeadId { get; init; }
}
