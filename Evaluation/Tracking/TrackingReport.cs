using Evaluation.Formats;

namespace Evaluation.Tracking;

/// <summary>The scores of one class.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="Combined">All sequences together.</param>
/// <param name="Sequences">Each sequence.</param>
/// <param name="Odd">What is odd about the results and the truth of all classes.</param>
public sealed record TrackingReport(string ClassName, TrackingScores Combined, IReadOnlyDictionary<string, TrackingScores> Sequences, OddResults Odd);
