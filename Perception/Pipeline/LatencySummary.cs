namespace Perception.Pipeline;

/// <summary>Percentiles of a set of durations, milliseconds; all zero where there were none.</summary>
public readonly record struct LatencySummary(long Count, double P50Ms, double P95Ms, double P99Ms, double MaxMs);
