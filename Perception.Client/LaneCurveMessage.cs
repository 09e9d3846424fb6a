using MessagePack;

namespace Perception.Client;

/// <summary>A lane boundary on the road: y(x) = C0 + C1 x + C2 x² + C3 x³, ego frame, metres.</summary>
[MessagePackObject]
public sealed class LaneCurveMessage
{
    /// <summary>Metres, positive to the left.</summary>
    [Key(0)]
    public double C0 { get; set; }

    /// <summary>1 (slope).</summary>
    [Key(1)]
    public double C1 { get; set; }

    /// <summary>1/m.</summary>
    [Key(2)]
    public double C2 { get; set; }

    /// <summary>1/m².</summary>
    [Key(3)]
    public double C3 { get; set; }

    /// <summary>Standard deviation of <see cref="C0"/>, metres.</summary>
    [Key(4)]
    public double SigmaC0 { get; set; }

    /// <summary>Nearest x at which paint supports the curve, metres.</summary>
    [Key(5)]
    public double ViewNear { get; set; }

    /// <summary>Farthest x at which paint supports the curve, metres.</summary>
    [Key(6)]
    public double ViewFar { get; set; }
}
