namespace Evaluation.Metrics;

/// <summary>One moment worth looking at.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Frame">Its first frame, in the file's numbering.</param>
/// <param name="Kind">What happened.</param>
/// <param name="TruthId">The truth's identity in its file, or null.</param>
/// <param name="ResultId">The result's identity in its file, or null.</param>
/// <param name="FormerResultId">The result's identity before a switch.</param>
/// <param name="Frames">How many frames it lasts.</param>
public readonly record struct TrackingEvent(
    string Sequence, int Frame, TrackingEventKind Kind, int? TruthId, int? ResultId, int? FormerResultId, int Frames);
