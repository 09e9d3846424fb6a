namespace Fusion.Tracking;

/// <summary>
/// Where an object is and how it moves, in the ego frame: metres and metres a second, X forward, Y left.
/// </summary>
/// <remarks>
/// The point is the centre of the object's face that the camera sees (for a vehicle ahead, its rear). Velocity is relative
/// to the ego vehicle, whose own turning is left out of it. Variances and covariances are the filter's own.
/// </remarks>
public readonly record struct EgoState(
    double X, double Y, double Vx, double Vy,
    double VarianceX, double VarianceY, double CovarianceXY,
    double VarianceVx, double VarianceVy)
{
    /// <summary>Distance from the camera to the object along the optical axis, metres.</summary>
    public double CameraDepth { get; init; }

    /// <summary>How fast the object comes nearer along the optical axis, m/s; negative where it goes away.</summary>
    public double ClosingSpeed { get; init; }

    /// <summary>Variance of <see cref="ClosingSpeed"/>, m²/s².</summary>
    public double ClosingSpeedVariance { get; init; }

    /// <summary>How far the object's centre lies behind that face along the optical axis, metres, from its class and visible width.</summary>
    public double HalfDepth { get; init; }

    /// <summary>How large it is; null where that is not known.</summary>
    public ObjectExtent? Extent { get; init; }

    /// <summary>Covariances of place and velocity; null where they are not known: a rig brings places and velocities together each by themselves.</summary>
    public MotionCovariance? Motion { get; init; }

    /// <summary>Variance of <see cref="CameraDepth"/>, m².</summary>
    public double CameraDepthVariance { get; init; }
}
