using Evaluation.Tracking;

namespace Evaluation.Metrics;

/// <summary>Identity precision, recall and F1 (Ristani et al., 2016) at IoU 0.5.</summary>
public sealed class IdentityCounts
{
    public double TruePositives { get; private set; }

    public double FalsePositives { get; private set; }

    public double FalseNegatives { get; private set; }

    public double F1 => TruePositives / Math.Max(1, TruePositives + (0.5 * FalsePositives) + (0.5 * FalseNegatives));

    public double Precision => TruePositives / Math.Max(1, TruePositives + FalsePositives);

    public double Recall => TruePositives / Math.Max(1, TruePositives + FalseNegatives);

    public static IdentityCounts Of(SequenceMatch sequence)
    {
        double[,] shared = new double[sequence.TruthNames.Length, sequence.ResultNames.Length];
        foreach (FrameMatch frame in sequence.Frames)
        {
            for (int row = 0; row < frame.TruthIds.Length; row++)
            {
                for (int column = 0; column < frame.ResultIds.Length; column++)
                {
                    if (frame.Similarity[row, column] >= MetricConstants.MatchThreshold)
                    {
                        shared[frame.TruthIds[row], frame.ResultIds[column]]++;
                    }
                }
            }
        }

        int[] resultOfTruth = new Matching().Solve(shared);
        double found = 0;
        for (int truth = 0; truth < resultOfTruth.Length; truth++)
        {
            found += resultOfTruth[truth] < 0 ? 0 : shared[truth, resultOfTruth[truth]];
        }

        return new IdentityCounts
        {
            TruePositives = found,
            FalseNegatives = sequence.TruthCount - found,
            FalsePositives = sequence.ResultCount - found,
        };
    }

    public static IdentityCounts Combine(IEnumerable<IdentityCounts> sequences)
    {
        IdentityCounts sum = new();
        foreach (IdentityCounts part in sequences)
        {
            sum.TruePositives += part.TruePositives;
            sum.FalsePositives += part.FalsePositives;
            sum.FalseNegatives += part.FalseNegatives;
        }

        return sum;
    }
}
