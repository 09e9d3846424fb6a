namespace Fusion.Filters;

/// <summary>Process noise of the ground filter.</summary>
/// <param name="LongitudinalAcceleration">Root of the acceleration density along ego X, m/s^1.5.</param>
/// <param name="LateralAcceleration">As <paramref name="LongitudinalAcceleration"/>, along ego Y.</param>
/// <param name="WidthDrift">How fast the visible width changes as the view turns, m/√s.</param>
/// <param name="WidthDriftAside">How much faster it changes for an object beside the axis, at 45°; in proportion to the bearing's tangent.</param>
/// <param name="HeightDrift">How fast the height may change, m/√s: nearly nothing.</param>
/// <param name="HorizonTime">How long a horizon offset of an object's own persists, seconds.</param>
/// <param name="AxisX">The camera's axis on the ground, a unit vector: ego X.</param>
/// <param name="AxisY">Ego Y.</param>
internal readonly record struct GroundNoise(
    double LongitudinalAcceleration, double LateralAcceleration, double WidthDrift, double WidthDriftAside, double HeightDrift, double HorizonTime,
    double AxisX, double AxisY);
