namespace Fusion.Rigs;

/// <summary>An object's centre on the ground and its velocity relative to the ego vehicle: ego frame, metres, m/s, with variances.</summary>
internal readonly record struct GroundPlace(
    double X, double Y, double Vx, double Vy, double VarianceX, double VarianceY, double CovarianceXY, double VarianceVx, double VarianceVy)
{
    public double PlaceTrace => VarianceX + VarianceY;

    public double VelocityTrace => VarianceVx + VarianceVy;

    public bool IsFinite => double.IsFinite(X + Y + Vx + Vy + VarianceX + VarianceY + CovarianceXY + VarianceVx + VarianceVy)
        && (VarianceX * VarianceY) - (CovarianceXY * CovarianceXY) > 0;

    /// <summary>Goes on at its velocity, and with what the vehicle's own turning does to its place.</summary>
    /// <param name="dt">Seconds.</param>
    /// <param name="yawRate">The ego vehicle's, rad/s, positive to the left.</param>
    /// <param name="acceleration">Root of the object's acceleration density, m/s^1.5.</param>
    public GroundPlace After(double dt, double yawRate, double acceleration)
    {
        if (!(dt > 0))
        {
            return this;
        }

        double turn = yawRate * dt;
        double density = acceleration * acceleration;
        double spread = density * dt * dt * dt / 3;
        return this with
        {
            X = X + (Vx * dt) + (turn * Y),
            Y = Y + (Vy * dt) - (turn * X),
            VarianceX = VarianceX + (VarianceVx * dt * dt) + spread,
            VarianceY = VarianceY + (VarianceVy * dt * dt) + spread,
            VarianceVx = VarianceVx + (density * dt),
            VarianceVy = VarianceVy + (density * dt),
        };
    }

    /// <summary>Squared Mahalanobis distance of two places; infinite where it cannot be told.</summary>
    /// <param name="other">The other.</param>
    /// <param name="floor">Variance that is added to each axis, m².</param>
    /// <param name="rangeShare">Standard deviation that is added along each line of sight, as a share of the range.</param>
    public double SquaredDistance(in GroundPlace other, double floor, double rangeShare)
    {
        double share = rangeShare * rangeShare;
        double xx = VarianceX + other.VarianceX + floor + (share * ((X * X) + (other.X * other.X)));
        double yy = VarianceY + other.VarianceY + floor + (share * ((Y * Y) + (other.Y * other.Y)));
        double xy = CovarianceXY + other.CovarianceXY + (share * ((X * Y) + (other.X * other.Y)));
        double determinant = (xx * yy) - (xy * xy);
        double dx = X - other.X;
        double dy = Y - other.Y;
        double squared = ((yy * dx * dx) - (2 * xy * dx * dy) + (xx * dy * dy)) / determinant;
        return determinant > 0 && squared >= 0 ? squared : double.PositiveInfinity;
    }
}
