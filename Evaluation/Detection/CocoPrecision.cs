using Fusion.Geometry;

namespace Evaluation.Detection;

/// <summary>
/// Average precision by COCO's definition: greedy matching by descending score, at most 100 detections an image, precision
/// made monotone and read at 101 recalls.
/// </summary>
/// <remarks>Source: Lin et al., Microsoft COCO, 2014; the definition of pycocotools' COCOeval for the area range "all".</remarks>
public static class CocoPrecision
{
    private const int MaxDetections = 100;
    private const int RecallPoints = 101;

    /// <summary>The ten thresholds 0.50, 0.55, … 0.95.</summary>
    public static IReadOnlyList<double> Thresholds { get; } = [.. Enumerable.Range(0, 10).Select(i => 0.5 + (0.05 * i))];

    /// <summary>Average precision of one class at one intersection over union; NaN where the truth has none of it.</summary>
    public static double Average(IReadOnlyList<DetectionRun> runs, ClassRule rule, double overlap)
    {
        IReadOnlyList<RecallPoint> curve = Curve(runs, rule, overlap);
        if (!runs.Any(run => run.Truth.Boxes.Any(box => rule.Counts(box))))
        {
            return double.NaN;
        }

        double sum = 0;
        double[] best = new double[curve.Count + 1];
        for (int i = curve.Count - 1; i >= 0; i--)
        {
            best[i] = Math.Max(best[i + 1], curve[i].Precision);
        }

        int index = 0;
        for (int point = 0; point < RecallPoints; point++)
        {
            double recall = (double)point / (RecallPoints - 1);
            while (index < curve.Count && curve[index].Recall < recall)
            {
                index++;
            }

            sum += best[index];
        }

        return sum / RecallPoints;
    }

    /// <summary>The mean over COCO's ten thresholds.</summary>
    public static double AverageOverThresholds(IReadOnlyList<DetectionRun> runs, ClassRule rule) =>
        Thresholds.Average(threshold => Average(runs, rule, threshold));

    /// <summary>Precision and recall after each detection, by descending score; not made monotone.</summary>
    public static IReadOnlyList<RecallPoint> Curve(IReadOnlyList<DetectionRun> runs, ClassRule rule, double overlap)
    {
        List<(double Score, bool IsRight)> verdicts = [];
        int total = 0;
        foreach (DetectionRun run in runs)
        {
            total += run.Truth.Boxes.Count(box => rule.Counts(box));
            Match(run, rule, overlap, verdicts);
        }

        List<RecallPoint> curve = [];
        int right = 0;
        int wrong = 0;
        foreach ((double score, bool isRight) in verdicts.OrderByDescending(verdict => verdict.Score))
        {
            right += isRight ? 1 : 0;
            wrong += isRight ? 0 : 1;
            curve.Add(new RecallPoint(right / (double)Math.Max(1, total), right / (double)(right + wrong), score));
        }

        return curve;
    }

    private static void Match(DetectionRun run, ClassRule rule, double overlap, List<(double Score, bool IsRight)> verdicts)
    {
        // Truth that counts comes first: a detection takes an ignored box only where no counting one fits.
        TruthBox[] truth = [.. run.Truth.Boxes.Where(box => rule.Counts(box)), .. run.Truth.Boxes.Where(box => rule.Ignores(box))];
        int counting = run.Truth.Boxes.Count(box => rule.Counts(box));
        bool[] taken = new bool[truth.Length];
        foreach (Fusion.Tracking.Detection detection in run.Detections.Where(found => rule.Claims(found)).OrderByDescending(found => found.Score).Take(MaxDetections))
        {
            int best = -1;
            double bestOverlap = Math.Min(overlap, 1 - 1e-10);
            for (int i = 0; i < truth.Length; i++)
            {
                if (best >= 0 && best < counting && i >= counting)
                {
                    break;
                }

                double found = truth[i].IsRegion ? ShareInside(detection.Box, truth[i].Box) : Overlap(detection.Box, truth[i].Box);
                if ((!taken[i] || truth[i].IsRegion) && found >= bestOverlap)
                {
                    (best, bestOverlap) = (i, found);
                }
            }

            if (best >= 0)
            {
                taken[best] = true;
            }

            if (best < counting)
            {
                verdicts.Add((detection.Score, best >= 0));
            }
        }
    }

    /// <summary>Intersection over union, in double precision.</summary>
    internal static double Overlap(in Box a, in Box b)
    {
        double intersection = Intersection(a, b);
        return intersection / (((double)a.Width * a.Height) + ((double)b.Width * b.Height) - intersection);
    }

    /// <summary>Share of a box's area that lies in a region, in double precision as pycocotools has it.</summary>
    internal static double ShareInside(in Box box, in Box region) => Intersection(box, region) / ((double)box.Width * box.Height);

    private static double Intersection(in Box a, in Box b)
    {
        double width = Math.Min(a.XMax, b.XMax) - (double)Math.Max(a.XMin, b.XMin);
        double height = Math.Min(a.YMax, b.YMax) - (double)Math.Max(a.YMin, b.YMin);
        return width > 0 && height > 0 ? width * height : 0;
    }
}
