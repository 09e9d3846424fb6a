namespace Evaluation.Drives;

/// <summary>Where the ego vehicle is said to be in its lane.</summary>
/// <param name="Offset">From its middle, metres, positive to the left.</param>
/// <param name="Sigma">Stated standard deviation, metres.</param>
public readonly record struct ScoredLane(double Offset, double Sigma);
