namespace Fusion.Tracking;

/// <summary>A ranged object's position noise in ego axes, m².</summary>
internal readonly record struct RangedNoise(double VarianceX, double VarianceY, double CovarianceXY, double Cos, double Sin)
{
    /// <summary>Turns the noise along and across the line of sight into ego axes.</summary>
    public static RangedNoise Of(in RangedObject ranged)
    {
        double range = Math.Max(Math.Sqrt((ranged.X * ranged.X) + (ranged.Y * ranged.Y)), 1e-3);
        double cos = ranged.X / range;
        double sin = ranged.Y / range;
        double along = ranged.RangeSigma * ranged.RangeSigma;
        double across = ranged.CrossSigma * ranged.CrossSigma;
        return new RangedNoise(
            (cos * cos * along) + (sin * sin * across), (sin * sin * along) + (cos * cos * across), cos * sin * (along - across), cos, sin);
    }
}
