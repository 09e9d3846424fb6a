using Evaluation.Formats;
using Evaluation.Replay;
using Evaluation.Tracking;
using Perception.Tests.Shared;

namespace Perception.Tests.Evaluation;

/// <summary>The tracker over the benchmarks' detections, with the fixed parameters of each family of data sets.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("det_2d_rrc", "car", 80.5)]
    [InlineData("det_2d_rrc", "pedestrian", 58)]
    [InlineData("det_2d_rrc,det_3d_pointrcnn", "car", 83.5)]
    [InlineData("label_02", "car", 97)]
    public void Kitti_WholeBenchmark_ReachesItsHota(string detections, string className, double least)
    {
        string root = SharedFolder.Require("benchmarks/kitti_tracking");
        List<ReplaySequence> sequences = KittiReplay.Read(root, detections.Split(','), ReplayConfigurations.Kitti);

        Assert.InRange(Hota(sequences, ReplayConfigurations.Kitti, KittiTracking.Sequences(root), KittiTracking.Read, () => new KittiRules(className)), least, 100);
    }

    [Fact]
    public void Mot_WholeBenchmark_ReachesItsHota()
    {
        string root = SharedFolder.Require("benchmarks/mot17_half_val");
        List<ReplaySequence> sequences = MotReplay.Read(root, "det");

        Assert.InRange(
            Hota(sequences, ReplayConfigurations.Mot, MotChallenge.Sequences(Path.Combine(root, "gt")), MotChallenge.ReadTruth, () => new MotRules()),
            57.5, 100);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    public void Run_SequenceCutShort_GivesTheSameFramesUpToTheCut(int frames)
    {
        string root = SharedFolder.Require("benchmarks/kitti_tracking");
        ReplaySequence whole = KittiReplay.Read(root, ["det_2d_rrc", "det_3d_pointrcnn"], ReplayConfigurations.Kitti)
            .Single(sequence => sequence.Name == "0011");
        ReplaySequence cut = whole with { Frames = [.. whole.Frames.Take(frames)] };

        List<LabelledBox> expected = SequenceTracker.Run(whole, ReplayConfigurations.Kitti).FindAll(box => box.Frame < frames);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, SequenceTracker.Run(cut, ReplayConfigurations.Kitti));
    }

    private static double Hota(
        List<ReplaySequence> sequences, ReplayConfiguration configuration, List<SequenceFile> files,
        Func<string, List<LabelledBox>> readTruth, Func<ITrackingRules> rules) => TrackingScores.Combine([.. sequences.Select(sequence =>
        {
            SequenceFile file = files.Single(entry => entry.Name == sequence.Name);
            List<LabelledBox> results = SequenceTracker.Run(sequence, configuration);
            return TrackingScores.Of(SequenceMatcher.Match(file, readTruth(file.Path), results, "the tracker", rules()));
        })]).Figures()["HOTA"];
}
