namespace Evaluation.Metrics;

/// <summary>How errors lie within the standard deviations stated with them; normal errors with true deviations would give the numbers in brackets.</summary>
/// <param name="Count">Values judged.</param>
/// <param name="Inside1Sigma">Share of errors within one deviation (0.683).</param>
/// <param name="Inside2Sigma">Within two (0.954).</param>
/// <param name="Inside3Sigma">Within three (0.997).</param>
/// <param name="Nees">Mean normalised estimation error squared (1).</param>
public sealed record DeviationScore(int Count, double Inside1Sigma, double Inside2Sigma, double Inside3Sigma, double Nees);
