namespace Fusion.Filters;

/// <summary>A Kalman filter for one coordinate that moves at nearly constant velocity. Units are the caller's.</summary>
/// <remarks>White-noise acceleration model (Bar-Shalom, Li, Kirubarajan, 2001, sec. 6.2.2).</remarks>
internal struct AxisFilter
{
    public double Position;
    public double Velocity;
    public double VariancePosition;
    public double Covariance;
    public double VarianceVelocity;

    /// <summary>Starts at a measured position with an unknown velocity around zero.</summary>
    public AxisFilter(double position, double variancePosition, double varianceVelocity)
    {
        Position = position;
        Velocity = 0;
        VariancePosition = variancePosition;
        Covariance = 0;
        VarianceVelocity = varianceVelocity;
    }

    /// <summary>Moves on by <paramref name="dt"/> seconds.</summary>
    /// <param name="dt">Seconds.</param>
    /// <param name="accelerationDensity">Power spectral density of the acceleration, unit²/s³.</param>
    public void Predict(double dt, double accelerationDensity)
    {
        Position += Velocity * dt;
        VariancePosition += (dt * ((2 * Covariance) + (dt * VarianceVelocity))) + (accelerationDensity * dt * dt * dt / 3);
        Covariance += (dt * VarianceVelocity) + (accelerationDensity * dt * dt / 2);
        VarianceVelocity += accelerationDensity * dt;
    }

    /// <summary>Takes in a measured position.</summary>
    public void Update(double measured, double variance)
    {
        double innovationVariance = VariancePosition + variance;
        double gainPosition = VariancePosition / innovationVariance;
        double gainVelocity = Covariance / innovationVariance;
        double innovation = measured - Position;
        Position += gainPosition * innovation;
        Velocity += gainVelocity * innovation;
        VarianceVelocity -= gainVelocity * Covariance;
        Covariance -= gainPosition * Covariance;
        VariancePosition -= gainPosition * VariancePosition;
    }
}
