using MessagePack;

namespace Perception.Client;

/// <summary>One lane boundary, smoothed in time.</summary>
[MessagePackObject]
public sealed class LaneMessage
{
    [Key(0)]
    public LanePosition Position { get; set; }

    /// <summary>The curve in pixels of the source image, from near (bottom) to far.</summary>
    [Key(1)]
    public List<PointMessage> ImagePoints { get; set => field = value ?? []; } = [];

    /// <summary>How much of the curve's length paint was seen on, weighted by its probability, 0 to 1; falls while it is not seen.</summary>
    [Key(2)]
    public float Quality { get; set; }

    /// <summary>Standard deviation across the curve at its near end, pixels.</summary>
    [Key(3)]
    public float SigmaPx { get; set; }

    /// <summary>Since the boundary was first seen, nanoseconds of capture time.</summary>
    [Key(4)]
    public long AgeNs { get; set; }

    /// <summary>Since paint was last seen for it, nanoseconds of capture time.</summary>
    [Key(5)]
    public long SinceSeenNs { get; set; }

    /// <summary>The boundary on the road; null without a calibration.</summary>
    [Key(6)]
    public LaneCurveMessage? Curve { get; set; }
}
