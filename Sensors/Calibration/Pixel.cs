namespace Sensors.Calibration;

/// <summary>A point in the source image, pixels; X to the right, Y down, the origin at the top-left corner of the top-left pixel.</summary>
public readonly record struct Pixel(double X, double Y);
