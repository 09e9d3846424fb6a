namespace Evaluation.Metrics;

/// <summary>How errors lie within the standard deviations stated with them; normal errors with true deviations would give the numbers in brackets.</summary>
/// <param name="Count">Values judged.</param>
/// <param name="Inside1">Share of errors within one deviation (0.683).</param>
/// <param name="Inside2">Within two (0.954).</param>
/// <param name="Inside3">Within three (0.997).</param>
/// <param name="Nees">Mean normalised estimation error squared (1).</param>
public sealed record DeviationScore(int Count, double Inside1, double Inside2, double Inside3, double Nees);
