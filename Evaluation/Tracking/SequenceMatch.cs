namespace Evaluation.Tracking;

/// <summary>One sequence and class ready to be scored.</summary>
/// <param name="Name">The sequence.</param>
/// <param name="Frames">In order.</param>
/// <param name="TruthNames">The file's identity of each renumbered truth identity.</param>
/// <param name="ResultNames">The same of the results.</param>
public sealed record SequenceMatch(string Name, FrameMatch[] Frames, int[] TruthNames, int[] ResultNames)
{
    public int TruthCount => Frames.Sum(frame => frame.TruthIds.Length);

    public int ResultCount => Frames.Sum(frame => frame.ResultIds.Length);
}
