using Fusion.Ranging;
using Sensors.Calibration;

namespace Fusion.Lanes;

/// <summary>Lanes and drivable area after a frame. Owned and reused by the lane tracker; valid until its next update.</summary>
public sealed class LaneScene
{
    /// <summary>The most vertices the drivable outline holds.</summary>
    public const int MaxOutlinePoints = 64;

    private readonly LaneLine[] _lines =
    [
        new(LanePosition.EgoLeft), new(LanePosition.EgoRight), new(LanePosition.NeighbourLeft), new(LanePosition.NeighbourRight),
    ];

    private readonly Pixel[] _outline = new Pixel[MaxOutlinePoints];
    private readonly GroundPoint?[] _ground = new GroundPoint?[MaxOutlinePoints];

    /// <summary>All four boundaries, indexed by <see cref="LanePosition"/>; look at <see cref="LaneLine.IsPresent"/>.</summary>
    public ReadOnlySpan<LaneLine> Lines => _lines;

    public LaneLine this[LanePosition position] => _lines[(int)position];

    public bool HasBothEgoLines => this[LanePosition.EgoLeft].IsPresent && this[LanePosition.EgoRight].IsPresent;

    /// <summary>Whether the ego-lane fields below mean anything: both ego lines and a calibration are needed.</summary>
    public bool HasEgoLane { get; internal set; }

    /// <summary>Position of the ego origin in its lane, metres from the lane centre, positive to the left.</summary>
    public double LateralOffset { get; internal set; }

    /// <summary>Standard deviation of <see cref="LateralOffset"/>, metres.</summary>
    public double LateralOffsetSigma { get; internal set; }

    /// <summary>The vehicle's heading against the lane's direction, rad, positive to the left.</summary>
    public double Heading { get; internal set; }

    /// <summary>Standard deviation of <see cref="Heading"/>, rad.</summary>
    public double HeadingSigma { get; internal set; }

    /// <summary>Metres.</summary>
    public double LaneWidth { get; internal set; }

    /// <summary>Standard deviation of <see cref="LaneWidth"/>, metres.</summary>
    public double LaneWidthSigma { get; internal set; }

    /// <summary>Where the lines say that the road's horizon lies; null without a line or without a calibration.</summary>
    public RoadHorizon? Horizon { get; internal set; }

    /// <summary>The drivable area's outer boundary: a closed polygon, source image pixels; empty where none is seen.</summary>
    public ReadOnlySpan<Pixel> DrivableOutline => _outline.AsSpan(0, OutlineCount);

    /// <summary>The same vertices on the road, in the same order, ego frame, metres; null where a vertex's ray meets no road within range. Empty where no horizon is known.</summary>
    public ReadOnlySpan<GroundPoint?> DrivableGround => _ground.AsSpan(0, GroundCount);

    /// <summary>Share of the image's pixels that are drivable, 0 to 1.</summary>
    public float DrivableShare { get; internal set; }

    /// <summary>The road that the lines lie on, for telling where an object stands on it.</summary>
    internal RoadCoordinates? Road { get; set; }

    internal Span<Pixel> OutlineBuffer => _outline;

    internal int OutlineCount { get; set; }

    internal Span<GroundPoint?> GroundBuffer => _ground;

    internal int GroundCount { get; set; }
}
