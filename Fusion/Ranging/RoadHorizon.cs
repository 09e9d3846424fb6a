namespace Fusion.Ranging;

/// <summary>Where the road's lines say that its horizon lies, against the calibration's: slope of the view direction, positive downwards (about rad).</summary>
/// <remarks>At distance d the road looks as a flat one would whose horizon lies at Offset - Curvature · d / 2 (docs/lanes.md).</remarks>
/// <param name="Offset">Of the flat road's horizon.</param>
/// <param name="Curvature">Vertical curvature of the road, 1/m.</param>
/// <param name="OffsetVariance">Variance of <paramref name="Offset"/>.</param>
/// <param name="Covariance">Between the two.</param>
/// <param name="CurvatureVariance">Variance of <paramref name="Curvature"/>.</param>
public readonly record struct RoadHorizon(double Offset, double Curvature, double OffsetVariance, double Covariance, double CurvatureVariance)
{
    /// <summary>The offset that holds for an object at a distance from the camera, metres.</summary>
    public double OffsetAt(double distance) => Offset - (Curvature * distance / 2);

    /// <summary>Variance of <see cref="OffsetAt"/>.</summary>
    public double VarianceAt(double distance) =>
        Math.Max(OffsetVariance - (distance * Covariance) + (distance * distance * CurvatureVariance / 4), 0);

    /// <summary>Finite, with variances that are not negative.</summary>
    public bool IsUsable => double.IsFinite(Offset + Curvature + OffsetVariance + Covariance + CurvatureVariance)
        && OffsetVariance >= 0 && CurvatureVariance >= 0;
}
