namespace Evaluation.Tracking;

/// <summary>One frame ready to be scored: what the data set's rules leave of truth and results, and their overlaps.</summary>
/// <param name="Frame">The file's frame number.</param>
/// <param name="TruthIds">Identities, renumbered from 0 within the sequence.</param>
/// <param name="ResultIds">The same of the results.</param>
/// <param name="Similarity">[truth, result] IoU.</param>
public sealed record FrameMatch(int Frame, int[] TruthIds, int[] ResultIds, double[,] Similarity);
