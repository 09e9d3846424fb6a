namespace Evaluation.Lanes;

/// <summary>TuSimple's scores of one image; a data set's are the means over its images.</summary>
/// <param name="Accuracy">Share of the labelled points that were found, 0 to 1.</param>
/// <param name="FalsePositives">Share of the found lines that are none.</param>
/// <param name="FalseNegatives">Share of the labelled lines that were missed.</param>
/// <remarks>Source: the TuSimple benchmark's own evaluation (LaneEval).</remarks>
public readonly record struct TuSimpleScore(double Accuracy, double FalsePositives, double FalseNegatives)
{
    /// <summary>Columns of the benchmark's own images, in which its threshold is given.</summary>
    public const double NominalWidth = 1280;

    private const double ThresholdPx = 20;
    private const double LeastAccuracy = 0.85;
    private const double MissingX = -100;
    private const int MostLanes = 4;
    private const int SpareLanes = 2;

    /// <summary>Scores one image.</summary>
    /// <param name="found">For each line found, its x at each row; negative where it has none.</param>
    /// <param name="truth">The labelled lines.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="imageWidth">Columns of the image that the numbers are in.</param>
    public static TuSimpleScore Of(
        IReadOnlyList<IReadOnlyList<double>> found, IReadOnlyList<IReadOnlyList<double>> truth, IReadOnlyList<double> rows, double imageWidth)
    {
        if (found.Count > truth.Count + SpareLanes)
        {
            return new TuSimpleScore(0, 0, 1);
        }

        int matched = 0;
        int missed = 0;
        double sum = 0;
        double least = double.PositiveInfinity;
        foreach (IReadOnlyList<double> lane in truth)
        {
            double threshold = ThresholdPx * imageWidth / NominalWidth / Math.Cos(Angle(lane, rows));
            double best = found.Count == 0 ? 0 : found.Max(candidate => LineAccuracy(candidate, lane, threshold));
            matched += best < LeastAccuracy ? 0 : 1;
            missed += best < LeastAccuracy ? 1 : 0;
            sum += best;
            least = Math.Min(least, best);
        }

        // With more than four labelled lines, the worst one is forgiven.
        if (truth.Count > MostLanes)
        {
            missed -= missed > 0 ? 1 : 0;
            sum -= least;
        }

        int counted = Math.Max(1, Math.Min(MostLanes, truth.Count));
        int wrong = found.Count - matched;
        return new TuSimpleScore(sum / counted, found.Count > 0 ? wrong / (double)found.Count : 0, missed / (double)counted);
    }

    private static double LineAccuracy(IReadOnlyList<double> found, IReadOnlyList<double> truth, double threshold)
    {
        int hits = 0;
        for (int i = 0; i < truth.Count; i++)
        {
            double foundX = found[i] >= 0 ? found[i] : MissingX;
            double truthX = truth[i] >= 0 ? truth[i] : MissingX;
            hits += Math.Abs(foundX - truthX) < threshold ? 1 : 0;
        }

        return hits / (double)truth.Count;
    }

    /// <summary>Angle of the straight line fitted to a lane's points as x(y), rad.</summary>
    private static double Angle(IReadOnlyList<double> lane, IReadOnlyList<double> rows)
    {
        int[] present = [.. Enumerable.Range(0, lane.Count).Where(i => lane[i] >= 0)];
        if (present.Length < 2)
        {
            return 0;
        }

        double meanX = present.Average(i => lane[i]);
        double meanY = present.Average(i => rows[i]);
        double slope = present.Sum(i => (rows[i] - meanY) * (lane[i] - meanX)) / present.Sum(i => (rows[i] - meanY) * (rows[i] - meanY));
        return Math.Atan(slope);
    }
}
