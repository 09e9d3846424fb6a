using System.Numerics;

namespace Simulation.Truth;

/// <summary>Everything that is true of one frame.</summary>
public sealed record FrameTruth
{
    public required int Frame { get; init; }

    public required long CaptureTimeNs { get; init; }

    /// <summary>Ego position, world frame, metres.</summary>
    public required Vector3 EgoPosition { get; init; }

    /// <summary>Heading, grade and bank of the ego frame, radians.</summary>
    public required Vector3 EgoAngles { get; init; }

    /// <summary>The body's pitch and roll over the road, radians.</summary>
    public required Vector2 Body { get; init; }

    public required float Speed { get; init; }

    public required float Acceleration { get; init; }

    public required float YawRate { get; init; }

    /// <summary>Curvature of the road at the ego car, 1/m.</summary>
    public required float Curvature { get; init; }

    /// <summary>Offset from the middle between the ego lane's lines, of a double one the nearer; metres, positive to the left; null without a lane.</summary>
    public required float? LaneOffset { get; init; }

    /// <summary>Distance between the middles of those lines, metres; null without a lane.</summary>
    public required float? LaneWidth { get; init; }

    /// <summary>The nearest vehicle ahead in the ego lane, or null.</summary>
    public required int? LeadId { get; init; }

    public required IReadOnlyList<ObjectTruth> Objects { get; init; }

    public required IReadOnlyList<LaneTruth> Lanes { get; init; }
}
