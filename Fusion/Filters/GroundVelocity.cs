namespace Fusion.Filters;

/// <summary>A ground filter's velocity, m/s, and its covariance, m²/s².</summary>
internal readonly record struct GroundVelocity(double X, double Y, double VarianceX, double Covariance, double VarianceY);
