using Evaluation.Metrics;

namespace Evaluation.Drives;

/// <summary>How right the stated uncertainty of each quantity was; null where none was published with a truth.</summary>
/// <param name="Range">Ego X of a track's nearest face.</param>
/// <param name="Lateral">Ego Y of its middle.</param>
/// <param name="VelocityX">Its velocity relative to the ego vehicle, forward.</param>
/// <param name="VelocityY">To the left.</param>
/// <param name="LaneOffset">Of the ego vehicle in its lane.</param>
public sealed record StatedDeviations(
    DeviationScore? Range, DeviationScore? Lateral, DeviationScore? VelocityX, DeviationScore? VelocityY, DeviationScore? LaneOffset);
