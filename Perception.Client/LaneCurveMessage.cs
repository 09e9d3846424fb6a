using MessagePack;

namespace Perception.Client;

/// <summary>A lane boundary on the road: y(x) = C0 + C1 x + C2 x² + C3 x³, ego frame, metres.</summary>
/// <remarks>
/// The deviations and covariances tell how sure the line is at x: with g = (1, x, x²) the variance of y(x) is gᵀ P g, and with g = (0, 1, 2x)
/// that of its slope. They are null from a writer of a schema before 4.
/// </remarks>
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

    /// <summary>Standard deviation of <see cref="C1"/>.</summary>
    [Key(7)]
    public double? SigmaC1 { get; set; }

    /// <summary>Standard deviation of <see cref="C2"/>, 1/m.</summary>
    [Key(8)]
    public double? SigmaC2 { get; set; }

    /// <summary>m.</summary>
    [Key(9)]
    public double? CovarianceC0C1 { get; set; }

    /// <summary>1.</summary>
    [Key(10)]
    public double? CovarianceC0C2 { get; set; }

    /// <summary>1/m.</summary>
    [Key(11)]
    public double? CovarianceC1C2 { get; set; }
}
