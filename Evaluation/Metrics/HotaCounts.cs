using Evaluation.Tracking;

namespace Evaluation.Metrics;

/// <summary>Higher Order Tracking Accuracy over the localisation thresholds 0.05 to 0.95 (Luiten et al., IJCV 2020).</summary>
/// <remarks>One matching a frame, by overlap times the identities' alignment over the whole sequence, serves all thresholds.</remarks>
public sealed class HotaCounts
{
    /// <summary>Number of thresholds.</summary>
    public const int Thresholds = 19;

    private readonly double[] _truePositives = new double[Thresholds];
    private readonly double[] _falseNegatives = new double[Thresholds];
    private readonly double[] _falsePositives = new double[Thresholds];
    private readonly double[] _association = new double[Thresholds];
    private readonly double[] _associationRecall = new double[Thresholds];
    private readonly double[] _associationPrecision = new double[Thresholds];
    private readonly double[] _localisation = new double[Thresholds];

    /// <summary>The threshold of an index: 0.05, 0.10 … 0.95.</summary>
    public static double Threshold(int index) => 0.05 + (index * 0.05);

    /// <summary>Scores a sequence.</summary>
    public static HotaCounts Of(SequenceMatch sequence)
    {
        HotaCounts counts = new();
        int truths = sequence.TruthNames.Length;
        int results = sequence.ResultNames.Length;
        double[] truthFrames = new double[truths];
        double[] resultFrames = new double[results];
        double[,] alignment = Align(sequence, truthFrames, resultFrames);
        double[][,] matches = new double[Thresholds][,];
        for (int index = 0; index < Thresholds; index++)
        {
            matches[index] = new double[truths, results];
        }

        Matching matching = new();
        foreach (FrameMatch frame in sequence.Frames)
        {
            counts.AddFrame(frame, alignment, matches, matching);
        }

        for (int index = 0; index < Thresholds; index++)
        {
            counts.AddAssociation(index, matches[index], truthFrames, resultFrames);
        }

        return counts;
    }

    /// <summary>Sums sequences: association and localisation are weighted by true positives.</summary>
    public static HotaCounts Combine(IEnumerable<HotaCounts> sequences)
    {
        HotaCounts sum = new();
        foreach (HotaCounts part in sequences)
        {
            for (int index = 0; index < Thresholds; index++)
            {
                sum._truePositives[index] += part._truePositives[index];
                sum._falseNegatives[index] += part._falseNegatives[index];
                sum._falsePositives[index] += part._falsePositives[index];
                sum._association[index] += part._association[index];
                sum._associationRecall[index] += part._associationRecall[index];
                sum._associationPrecision[index] += part._associationPrecision[index];
                sum._localisation[index] += part._localisation[index];
            }
        }

        return sum;
    }

    /// <summary>HOTA at a threshold, 0 to 1.</summary>
    public double Hota(int index) => Math.Sqrt(DetectionAccuracy(index) * AssociationAccuracy(index));

    public double DetectionAccuracy(int index) =>
        _truePositives[index] / Math.Max(1, _truePositives[index] + _falseNegatives[index] + _falsePositives[index]);

    public double AssociationAccuracy(int index) => _association[index] / Math.Max(1, _truePositives[index]);

    public double DetectionRecall(int index) => _truePositives[index] / Math.Max(1, _truePositives[index] + _falseNegatives[index]);

    public double DetectionPrecision(int index) => _truePositives[index] / Math.Max(1, _truePositives[index] + _falsePositives[index]);

    public double AssociationRecall(int index) => _associationRecall[index] / Math.Max(1, _truePositives[index]);

    public double AssociationPrecision(int index) => _associationPrecision[index] / Math.Max(1, _truePositives[index]);

    public double LocalisationAccuracy(int index) =>
        Math.Max(1e-10, _localisation[index]) / Math.Max(1e-10, _truePositives[index]);

    /// <summary>Mean of a curve over the thresholds.</summary>
    public static double Mean(Func<int, double> curve)
    {
        double sum = 0;
        for (int index = 0; index < Thresholds; index++)
        {
            sum += curve(index);
        }

        return sum / Thresholds;
    }

    /// <summary>How well each pair of identities agrees over the whole sequence; also counts the frames of each.</summary>
    private static double[,] Align(SequenceMatch sequence, double[] truthFrames, double[] resultFrames)
    {
        double[,] potential = new double[truthFrames.Length, resultFrames.Length];
        foreach (FrameMatch frame in sequence.Frames)
        {
            int rows = frame.TruthIds.Length;
            int columns = frame.ResultIds.Length;
            for (int row = 0; row < rows; row++)
            {
                truthFrames[frame.TruthIds[row]]++;
            }

            for (int column = 0; column < columns; column++)
            {
                resultFrames[frame.ResultIds[column]]++;
            }

            double[] rowSum = new double[rows];
            double[] columnSum = new double[columns];
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    rowSum[row] += frame.Similarity[row, column];
                    columnSum[column] += frame.Similarity[row, column];
                }
            }

            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    double similarity = frame.Similarity[row, column];
                    double denominator = rowSum[row] + columnSum[column] - similarity;
                    if (denominator > double.Epsilon)
                    {
                        potential[frame.TruthIds[row], frame.ResultIds[column]] += similarity / denominator;
                    }
                }
            }
        }

        for (int truth = 0; truth < truthFrames.Length; truth++)
        {
            for (int result = 0; result < resultFrames.Length; result++)
            {
                potential[truth, result] /= truthFrames[truth] + resultFrames[result] - potential[truth, result];
            }
        }

        return potential;
    }

    private void AddFrame(FrameMatch frame, double[,] alignment, double[][,] matches, Matching matching)
    {
        int rows = frame.TruthIds.Length;
        int columns = frame.ResultIds.Length;
        double[,] score = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                score[row, column] = alignment[frame.TruthIds[row], frame.ResultIds[column]] * frame.Similarity[row, column];
            }
        }

        int[] columnOfRow = matching.Solve(score);
        for (int index = 0; index < Thresholds; index++)
        {
            double threshold = Threshold(index) - MetricConstants.Epsilon;
            int found = 0;
            for (int row = 0; row < rows; row++)
            {
                int column = columnOfRow[row];
                if (column >= 0 && frame.Similarity[row, column] >= threshold)
                {
                    found++;
                    _localisation[index] += frame.Similarity[row, column];
                    matches[index][frame.TruthIds[row], frame.ResultIds[column]]++;
                }
            }

            _truePositives[index] += found;
            _falseNegatives[index] += rows - found;
            _falsePositives[index] += columns - found;
        }
    }

    private void AddAssociation(int index, double[,] matches, double[] truthFrames, double[] resultFrames)
    {
        for (int truth = 0; truth < truthFrames.Length; truth++)
        {
            for (int result = 0; result < resultFrames.Length; result++)
            {
                double count = matches[truth, result];
                if (count > 0)
                {
                    _association[index] += count * count / Math.Max(1, truthFrames[truth] + resultFrames[result] - count);
                    _associationRecall[index] += count * count / Math.Max(1, truthFrames[truth]);
                    _associationPrecision[index] += count * count / Math.Max(1, resultFrames[result]);
                }
            }
        }
    }
}
