namespace Fusion.Lanes;

/// <summary>A point on the road, ego frame, metres.</summary>
public readonly record struct GroundPoint(double X, double Y);
