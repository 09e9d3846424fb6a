namespace Evaluation.Metrics;

/// <summary>The scores at which KITTI's evaluators count: those at which recall comes closest to 0, 1/40, 2/40, …</summary>
/// <remarks>Source: the KITTI object development kit; AB3DMOT's script has the same.</remarks>
internal static class RecallThresholds
{
    /// <summary>Steps of recall from 0 to 1.</summary>
    public const int Steps = 40;

    /// <param name="scores">Of what was found, in any order.</param>
    /// <param name="positives">How much there was to find.</param>
    /// <returns>By falling score, each with the recall it stands for, the first with 0; fewer than <see cref="Steps"/> + 1 where recall ends before 1.</returns>
    public static List<(double Score, double Recall)> Of(IReadOnlyList<double> scores, int positives)
    {
        double[] falling = [.. scores.OrderDescending()];
        List<(double Score, double Recall)> thresholds = [];
        double recall = 0;
        for (int i = 0; i < falling.Length; i++)
        {
            bool isLast = i == falling.Length - 1;
            double here = (i + 1) / (double)positives;
            double next = isLast ? here : (i + 2) / (double)positives;
            if (next - recall < recall - here && !isLast)
            {
                continue;
            }

            thresholds.Add((falling[i], recall));
            recall += 1.0 / Steps;
        }

        return thresholds;
    }
}
