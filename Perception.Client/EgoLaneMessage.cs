using MessagePack;

namespace Perception.Client;

/// <summary>The ego vehicle in its lane.</summary>
[MessagePackObject]
public sealed class EgoLaneMessage
{
    /// <summary>Ego origin from the lane centre, metres, positive to the left.</summary>
    [Key(0)]
    public double LateralOffset { get; set; }

    /// <summary>Standard deviation of <see cref="LateralOffset"/>, metres.</summary>
    [Key(1)]
    public double LateralOffsetSigma { get; set; }

    /// <summary>The vehicle's heading against the lane's direction, rad, positive to the left.</summary>
    [Key(2)]
    public double Heading { get; set; }

    /// <summary>Metres.</summary>
    [Key(3)]
    public double LaneWidth { get; set; }

    /// <summary>Standard deviation of <see cref="Heading"/>, rad; null from a writer of a schema before 4.</summary>
    [Key(4)]
    public double? HeadingSigma { get; set; }

    /// <summary>Standard deviation of <see cref="LaneWidth"/>, metres; null from a writer of a schema before 4.</summary>
    [Key(5)]
    public double? LaneWidthSigma { get; set; }
}
