using Evaluation.Formats;

namespace Evaluation.Tracking;

/// <summary>Scores result folders against truth folders.</summary>
public static class TrackingEvaluation
{
    /// <summary>KITTI 2D tracking.</summary>
    /// <param name="truthDirectory">KITTI's folder, or its <c>label_02</c>.</param>
    /// <param name="resultsDirectory">Result files named by sequence, directly or in <c>data</c>.</param>
    /// <param name="className">car, pedestrian or cyclist.</param>
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static TrackingReport Kitti(string truthDirectory, string resultsDirectory, string className) => Score(
        className, KittiTracking.Sequences(truthDirectory), resultsDirectory,
        KittiTracking.Read, KittiTracking.Read, KittiTracking.Classes, () => new KittiRules(className));

    /// <summary>MOTChallenge (MOT15, MOT16, MOT17).</summary>
    /// <param name="truthDirectory">A folder of sequences with <c>gt/gt.txt</c> and <c>seqinfo.ini</c>.</param>
    /// <param name="resultsDirectory">Result files named by sequence, directly or in <c>data</c>.</param>
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static TrackingReport Mot(string truthDirectory, string resultsDirectory) => Score(
        "pedestrian", MotChallenge.Sequences(truthDirectory), resultsDirectory,
        MotChallenge.ReadTruth, MotChallenge.ReadResults, MotChallenge.Classes, () => new MotRules());

    private static TrackingReport Score(
        string className, List<SequenceFile> sequences, string resultsDirectory,
        Func<string, List<LabelledBox>> readTruth, Func<string, List<LabelledBox>> readResults, IReadOnlySet<string> classes, Func<ITrackingRules> rules)
    {
        OddResults odd = default;
        Dictionary<string, TrackingScores> scores = [];
        foreach (SequenceFile sequence in sequences)
        {
            string path = sequence.ResultsIn(resultsDirectory);
            List<LabelledBox> results = readResults(path);
            List<LabelledBox> truth = readTruth(sequence.Path);
            odd += OddResults.Of(results, truth, classes);
            SequenceMatch match = SequenceMatcher.Match(sequence, truth, results, path, rules());
            scores[sequence.Name] = TrackingScores.Of(match);
        }

        return new TrackingReport(className, TrackingScores.Combine(scores.Values), scores, odd);
    }
}
