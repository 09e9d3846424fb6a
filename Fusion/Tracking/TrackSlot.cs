using Fusion.Filters;
using Fusion.Geometry;
using Fusion.Ranging;

namespace Fusion.Tracking;

/// <summary>All that the tracker keeps of one object. Preallocated, reused, owned by one tracker.</summary>
internal sealed class TrackSlot(bool isMetric)
{
    /// <summary>Null where there is no calibration.</summary>
    public GroundFilter? Ground { get; } = isMetric ? new GroundFilter() : null;

    public BoxFilter Filter;

    /// <summary>How fast its image grows; only where there is no calibration.</summary>
    public GrowthFilter Growth;

    /// <summary>What it told of the camera's horizon when it was last seen.</summary>
    public HorizonEvidence Horizon;

    public ClassVote Votes;

    /// <summary>The class that the votes give it.</summary>
    public ObjectClass Class { get; set; }

    /// <summary>Its metric box, where a ranging sensor gave one.</summary>
    public CuboidFilter Cuboid;

    public int Id { get; set; }

    public ObjectGroup Group { get; set; }

    /// <summary>The options of the track's group.</summary>
    public GroupOptions Options { get; set; } = null!;

    public BoxNoise Noise;

    public TrackState State { get; set; }

    /// <summary>Log odds that the object exists.</summary>
    public float Evidence { get; set; }

    public long FirstSeenNs { get; set; }

    public long LastSeenNs { get; set; }

    /// <summary>The box that the filter expects in the present frame; after the update, what the track shows.</summary>
    public Box Box { get; set; }

    /// <summary>The last detection's box, moved with the camera since.</summary>
    public Box LastSeen { get; set; }

    /// <summary>Direction of motion between earlier and last detection, unit vector or zero.</summary>
    public float DirectionX { get; set; }

    /// <inheritdoc cref="DirectionX"/>
    public float DirectionY { get; set; }

    /// <summary>Share of the predicted box of an object not seen that a nearer one covers, or that lies outside the part looked at.</summary>
    public float HiddenShare { get; set; }

    /// <summary>Seen in the present frame, by whatever sensor.</summary>
    public bool IsSeen { get; set; }

    /// <summary>False for an object that no camera has seen and no sensor could project.</summary>
    public bool HasBox { get; set; }

    /// <summary>Who saw it in the present frame.</summary>
    public ObjectSources Sources { get; set; }
}
