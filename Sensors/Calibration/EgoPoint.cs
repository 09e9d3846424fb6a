namespace Sensors.Calibration;

/// <summary>A point in the ego frame (ISO 8855), metres: X forward, Y left, Z up; the origin is the rear-axle centre on the ground.</summary>
public readonly record struct EgoPoint(double X, double Y, double Z);
