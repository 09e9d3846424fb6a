using Sensors.Calibration;

namespace Fusion.Lanes;

/// <summary>One lane boundary, smoothed in time. Owned and reused by the lane tracker; valid until its next update.</summary>
public sealed class LaneLine
{
    /// <summary>The most points an image curve holds.</summary>
    public const int MaxPoints = 32;

    private readonly Pixel[] _points = new Pixel[MaxPoints];

    internal LaneLine(LanePosition position) => Position = position;

    public LanePosition Position { get; }

    /// <summary>False where this boundary is not known at present; then nothing else here means anything.</summary>
    public bool IsPresent { get; internal set; }

    /// <summary>The curve in source image pixels, from near (bottom) to far.</summary>
    public ReadOnlySpan<Pixel> ImagePoints => _points.AsSpan(0, PointCount);

    /// <summary>How much of the curve's length paint was seen on, weighted by its probability, 0 to 1; falls while it is not seen.</summary>
    public float Quality { get; internal set; }

    /// <summary>Standard deviation across the curve at its near end, source pixels.</summary>
    public float SigmaPx { get; internal set; }

    public TimeSpan Age { get; internal set; }

    /// <summary>Time since paint was last seen for this boundary.</summary>
    public TimeSpan SinceSeen { get; internal set; }

    /// <summary>Whether the ego-frame fields below mean anything: a calibration is needed.</summary>
    public bool IsMetric { get; internal set; }

    /// <summary>Ego frame: y(x) = C0 + C1 x + C2 x² + C3 x³, metres, for x from <see cref="ViewNear"/> to <see cref="ViewFar"/>.</summary>
    public double C0 { get; internal set; }

    /// <inheritdoc cref="C0"/>
    public double C1 { get; internal set; }

    /// <inheritdoc cref="C0"/>
    public double C2 { get; internal set; }

    /// <inheritdoc cref="C0"/>
    public double C3 { get; internal set; }

    /// <summary>Standard deviation of C0, metres.</summary>
    public double SigmaC0 { get; internal set; }

    /// <summary>Standard deviation of C1.</summary>
    public double SigmaC1 { get; internal set; }

    /// <summary>Standard deviation of C2, 1/m.</summary>
    public double SigmaC2 { get; internal set; }

    /// <summary>Covariance of C0 and C1, m.</summary>
    public double CovarianceC0C1 { get; internal set; }

    /// <summary>Covariance of C0 and C2.</summary>
    public double CovarianceC0C2 { get; internal set; }

    /// <summary>Covariance of C1 and C2, 1/m.</summary>
    public double CovarianceC1C2 { get; internal set; }

    /// <summary>Nearest and farthest x at which paint supports the curve, metres.</summary>
    public double ViewNear { get; internal set; }

    /// <inheritdoc cref="ViewNear"/>
    public double ViewFar { get; internal set; }

    internal Span<Pixel> PointBuffer => _points;

    internal int PointCount { get; set; }
}
