namespace Evaluation.Range;

/// <summary>One clean truth object with what the tracker said of it.</summary>
/// <param name="TrueDepth">Depth of its centre along the optical axis, metres.</param>
/// <param name="TrueNearestDepth">Depth of its nearest corner.</param>
/// <param name="TrueLateral">Ego Y of its centre.</param>
/// <param name="Depth">The tracker's depth of the centre.</param>
/// <param name="NearestDepth">The tracker's depth of the nearest face.</param>
/// <param name="NearestDepthVariance">Its stated variance, m².</param>
/// <param name="Lateral">The tracker's ego Y.</param>
public readonly record struct RangeSample(
    double TrueDepth, double TrueNearestDepth, double TrueLateral,
    double Depth, double NearestDepth, double NearestDepthVariance, double Lateral);
