namespace Evaluation.Drives;

/// <summary>Where a track is said to be on the ground, ego frame, with variances.</summary>
/// <param name="NearestX">X of its nearest face, metres.</param>
/// <param name="Y">Y of its middle, metres.</param>
/// <param name="Vx">Velocity relative to the ego vehicle, m/s.</param>
/// <param name="Vy">The same, to the left.</param>
/// <param name="VarianceX">m².</param>
/// <param name="VarianceY">m².</param>
/// <param name="VarianceVx">m²/s².</param>
/// <param name="VarianceVy">m²/s².</param>
public readonly record struct ScoredState(
    double NearestX, double Y, double Vx, double Vy, double VarianceX, double VarianceY, double VarianceVx, double VarianceVy);
