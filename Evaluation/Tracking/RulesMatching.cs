using Evaluation.Formats;
using Evaluation.Metrics;

namespace Evaluation.Tracking;

/// <summary>The matching that the data sets' rules start from.</summary>
internal static class RulesMatching
{
    /// <summary>Overlaps, with all below 0.5 set to 0.</summary>
    public static double[,] Thresholded(List<LabelledBox> truth, List<LabelledBox> results)
    {
        double[,] overlap = BoxOverlap.Matrix(truth, results);
        for (int row = 0; row < truth.Count; row++)
        {
            for (int column = 0; column < results.Count; column++)
            {
                if (overlap[row, column] < MetricConstants.MatchThreshold - MetricConstants.Epsilon)
                {
                    overlap[row, column] = 0;
                }
            }
        }

        return overlap;
    }
}
