using Evaluation.Tracking;

namespace Evaluation.Metrics;

/// <summary>CLEAR MOT (Bernardin &amp; Stiefelhagen, 2008) at IoU 0.5, with MT/ML and fragmentations.</summary>
public sealed class ClearCounts
{
    public long TruePositives { get; private set; }

    public long FalsePositives { get; private set; }

    public long FalseNegatives { get; private set; }

    public long IdentitySwitches { get; private set; }

    public long Fragmentations { get; private set; }

    /// <summary>Truth objects followed in more than 80 % of their frames.</summary>
    public long MostlyTracked { get; private set; }

    /// <summary>Truth objects followed in 20 % to 80 % of their frames.</summary>
    public long PartlyTracked { get; private set; }

    /// <summary>The other truth objects.</summary>
    public long MostlyLost { get; private set; }

    /// <summary>Sum of the matched overlaps.</summary>
    public double OverlapSum { get; private set; }

    /// <summary>Moments worth looking at.</summary>
    public List<TrackingEvent> Events { get; } = [];

    /// <summary>1 - (FP + FN + IDSW) / truth, may be negative.</summary>
    public double Mota => (TruePositives - FalsePositives - IdentitySwitches) / Math.Max(1.0, TruePositives + FalseNegatives);

    /// <summary>Mean overlap of the matches.</summary>
    public double Motp => OverlapSum / Math.Max(1.0, TruePositives);

    public static ClearCounts Of(SequenceMatch sequence)
    {
        ClearCounts counts = new();
        int truths = sequence.TruthNames.Length;
        int?[] lastResult = new int?[truths];
        int?[] previousFrameResult = new int?[truths];
        long[] present = new long[truths];
        long[] matched = new long[truths];
        long[] begun = new long[truths];
        Matching matching = new();
        List<int[]> columnsOfRows = [];
        foreach (FrameMatch frame in sequence.Frames)
        {
            foreach (int truth in frame.TruthIds)
            {
                present[truth]++;
            }

            if (frame.TruthIds.Length == 0 || frame.ResultIds.Length == 0)
            {
                counts.FalsePositives += frame.ResultIds.Length;
                counts.FalseNegatives += frame.TruthIds.Length;
                columnsOfRows.Add([.. frame.TruthIds.Select(_ => -1)]);
                continue;
            }

            columnsOfRows.Add(counts.AddFrame(sequence, frame, matching, lastResult, previousFrameResult, matched, begun));
        }

        for (int truth = 0; truth < truths; truth++)
        {
            double share = matched[truth] / (double)Math.Max(1, present[truth]);
            counts.MostlyTracked += share > 0.8 ? 1 : 0;
            counts.PartlyTracked += share is >= 0.2 and <= 0.8 ? 1 : 0;
            counts.MostlyLost += share < 0.2 ? 1 : 0;
            counts.Fragmentations += Math.Max(0, begun[truth] - 1);
        }

        counts.Events.AddRange(EventFinder.Find(sequence, columnsOfRows));
        return counts;
    }

    public static ClearCounts Combine(IEnumerable<ClearCounts> sequences)
    {
        ClearCounts sum = new();
        foreach (ClearCounts part in sequences)
        {
            sum.TruePositives += part.TruePositives;
            sum.FalsePositives += part.FalsePositives;
            sum.FalseNegatives += part.FalseNegatives;
            sum.IdentitySwitches += part.IdentitySwitches;
            sum.Fragmentations += part.Fragmentations;
            sum.MostlyTracked += part.MostlyTracked;
            sum.PartlyTracked += part.PartlyTracked;
            sum.MostlyLost += part.MostlyLost;
            sum.OverlapSum += part.OverlapSum;
            sum.Events.AddRange(part.Events);
        }

        return sum;
    }

    /// <returns>For each truth of the frame the column of its result, or -1.</returns>
    private int[] AddFrame(
        SequenceMatch sequence, FrameMatch frame, Matching matching, int?[] lastResult, int?[] previousFrameResult, long[] matched, long[] begun)
    {
        // First keep the identities of the frame before, then maximise overlap.
        const double keepBonus = 1000;
        int rows = frame.TruthIds.Length;
        double[,] score = new double[rows, frame.ResultIds.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < frame.ResultIds.Length; column++)
            {
                double similarity = frame.Similarity[row, column];
                if (similarity >= MetricConstants.MatchThreshold - MetricConstants.Epsilon)
                {
                    bool isKept = previousFrameResult[frame.TruthIds[row]] == frame.ResultIds[column];
                    score[row, column] = (isKept ? keepBonus : 0) + similarity;
                }
            }
        }

        int[] columnOfRow = matching.Solve(score);
        int?[] present = new int?[previousFrameResult.Length];
        int found = 0;
        for (int row = 0; row < rows; row++)
        {
            int column = columnOfRow[row];
            if (column < 0)
            {
                continue;
            }

            int truth = frame.TruthIds[row];
            int result = frame.ResultIds[column];
            found++;
            matched[truth]++;
            OverlapSum += frame.Similarity[row, column];
            if (lastResult[truth] is { } last && last != result)
            {
                IdentitySwitches++;
                Events.Add(new TrackingEvent(
                    sequence.Name, frame.Frame, TrackingEventKind.IdentitySwitch, sequence.TruthNames[truth],
                    sequence.ResultNames[result], sequence.ResultNames[last], 1));
            }

            lastResult[truth] = result;
            present[truth] = result;
            begun[truth] += previousFrameResult[truth] is null ? 1 : 0;
        }

        present.CopyTo(previousFrameResult, 0);
        TruePositives += found;
        FalseNegatives += rows - found;
        FalsePositives += frame.ResultIds.Length - found;
        return columnOfRow;
    }
}
