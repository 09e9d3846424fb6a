namespace Perception.Inference;

/// <summary>Outcome of one check against the golden frame.</summary>
/// <param name="IsMatch">Whether every output is as expected.</param>
/// <param name="RelativeDifference">The largest of the outputs' differences; NaN where the answer is not finite.</param>
/// <param name="Message">One sentence that names the network and what differs, or by how much it differs at most.</param>
public readonly record struct GoldenResult(bool IsMatch, double RelativeDifference, string Message);
