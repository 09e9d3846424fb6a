using Evaluation.Formats;
using Evaluation.Metrics;

namespace Evaluation.Tracking3D;

/// <summary>3D multi-object tracking on KITTI as AB3DMOT scores it (Weng, Wang, Held and Kitani, "3D Multi-Object Tracking: A Baseline and New
/// Evaluation Metrics", IROS 2020): MOTA and MOTP averaged over the confidences at which 40 evenly spaced recalls are reached.</summary>
/// <remarks>
/// Definitions are those of the authors' evaluation script for KITTI, its quirks included: matches with truth that is not asked for
/// count as true positives in recall, precision and MOTP; a recall that is not reached adds nothing to a mean over 40.
/// </remarks>
public static class Kitti3DEvaluation
{
    /// <summary>The least overlaps that AB3DMOT reports.</summary>
    public static IReadOnlyList<double> Overlaps { get; } = [0.25, 0.5, 0.7];

    /// <param name="truthDirectory">KITTI's folder, or its <c>label_02</c>.</param>
    /// <param name="resultsDirectory">Result files named by sequence, with 3D boxes and scores, directly or in <c>data</c>.</param>
    /// <param name="className">car, pedestrian or cyclist.</param>
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static List<Kitti3DReport> Score(string truthDirectory, string resultsDirectory, string className)
    {
        List<(SequenceFile File, List<LabelledBox> Truth, List<LabelledBox> Results, string ResultsPath)> read =
        [
            .. KittiTracking.Sequences(truthDirectory).Select(file =>
                (file, KittiTracking.Read(file.Path), KittiTracking.Read(file.ResultsIn(resultsDirectory)), file.ResultsIn(resultsDirectory))),
        ];
        return [.. Overlaps.Select(overlap => Score(read, className, overlap))];
    }

    internal static Kitti3DReport Score(
        IReadOnlyList<(SequenceFile File, List<LabelledBox> Truth, List<LabelledBox> Results, string ResultsPath)> read, string className, double leastOverlap)
    {
        Kitti3DRules rules = new(className);
        RequireCuboids(read, rules);
        List<Kitti3DSequence> sequences = [.. read.Select(entry => new Kitti3DSequence(entry.File, entry.Truth, entry.Results, entry.ResultsPath, rules))];
        Kitti3DPass all = new(rules, leastOverlap);
        Kitti3DCounts counts = all.Run(sequences, double.NegativeInfinity);
        double scaled = 0;
        double mota = 0;
        double motp = 0;
        double bestThreshold = double.NegativeInfinity;
        double best = 0;

        // The first threshold is that of recall 0.
        foreach ((double threshold, double recall) in RecallThresholds.Of(all.Scores, counts.TruePositives + counts.FalseNegatives).Skip(1))
        {
            Kitti3DCounts point = new Kitti3DPass(rules, leastOverlap).Run(sequences, threshold);
            scaled += point.ScaledMota(recall);
            mota += point.Mota;
            motp += point.Motp;
            if (point.Mota > best)
            {
                best = point.Mota;
                bestThreshold = threshold;
            }
        }

        return new Kitti3DReport(
            className, leastOverlap, scaled / RecallThresholds.Steps, mota / RecallThresholds.Steps, motp / RecallThresholds.Steps,
            bestThreshold, new Kitti3DPass(rules, leastOverlap).Run(sequences, bestThreshold),
            read.Aggregate(default(OddResults), (odd, entry) => odd + (OddResults.Of(entry.Results, entry.Truth, KittiTracking.Classes) with { Inverted = 0 })));
    }

    private static void RequireCuboids(
        IReadOnlyList<(SequenceFile File, List<LabelledBox> Truth, List<LabelledBox> Results, string ResultsPath)> read, Kitti3DRules rules)
    {
        (string Path, LabelledBox Box)[] ofClass =
            [.. read.SelectMany(entry => entry.Results.Where(box => rules.IsOfClass(box)).Select(box => (entry.ResultsPath, box)))];
        if (ofClass.Length > 0 && !ofClass.Any(entry => entry.Box.Box3D.IsPresent))
        {
            (string path, LabelledBox box) = ofClass[0];
            throw new EvaluationException(
                $"{path}, frame {box.Frame}: expected a 3D box of track {box.Id} in fields 11 to 17, found none in any sequence.");
        }
    }
}
