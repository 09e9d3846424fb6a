namespace Sensors.Calibration;

/// <summary>A point in the camera optical frame, metres: X right, Y down, Z forward along the optical axis.</summary>
public readonly record struct CameraPoint(double X, double Y, double Z);
