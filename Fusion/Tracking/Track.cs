using Fusion.Geometry;

namespace Fusion.Tracking;

/// <summary>One object followed over time, as it stands after a frame.</summary>
public readonly record struct Track
{
    /// <summary>Identity, from 1; never reused within a run.</summary>
    public required int TrackId { get; init; }

    public required ObjectClass Class { get; init; }

    public required TrackState State { get; init; }

    /// <summary>Confidence that the object exists, 0 to 1.</summary>
    public required float Score { get; init; }

    /// <summary>Filtered box, source image pixels; a prediction where the track is Lost.</summary>
    public required Box Box { get; init; }

    /// <summary>Time since the first detection.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Time since the last detection; zero where it was seen in this frame.</summary>
    public required TimeSpan SinceSeen { get; init; }

    /// <summary>Of a track that was not seen: the share of its predicted box that could not be seen: covered by a nearer object's, or outside the part of the image looked at.</summary>
    public float HiddenShare { get; init; }

    /// <summary>Ego-frame state, or null without a calibration or before the range is known.</summary>
    public EgoState? Ego { get; init; }

    /// <summary>Its metric box as ranging sensors measured it, moved on since; null where none did.</summary>
    public EgoCuboid? Cuboid { get; init; }

    /// <summary>Seconds until contact at the present closing rate, from range where metric, else from the growth of what is seen whole of the box, its width or its height; null where it does not close.</summary>
    public double? TimeToCollision { get; init; }

    /// <summary>Standard deviation of <see cref="TimeToCollision"/>, seconds.</summary>
    public double? TimeToCollisionSigma { get; init; }

    /// <summary>Which sensors saw it in this frame; none where the track is a prediction.</summary>
    public ObjectSources Sources { get; init; }

    public LaneAssignment Lane { get; init; }
}
