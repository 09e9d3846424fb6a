namespace Fusion.Tracking;

/// <summary>What an object's place and velocity have in common: the terms of their covariance that say how the one's error goes with the other's. m²/s; of the two velocities m²/s².</summary>
public readonly record struct MotionCovariance(double XVx, double XVy, double YVx, double YVy, double VxVy);
