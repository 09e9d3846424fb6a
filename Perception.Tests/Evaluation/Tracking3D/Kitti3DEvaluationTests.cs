using Evaluation.Formats;
using Evaluation.Metrics;
using Evaluation.Replay;
using Evaluation.Tracking3D;
using Perception.Tests.Shared;

namespace Perception.Tests.Evaluation.Tracking3D;

/// <summary>AB3DMOT's figures against cases worked out by hand and against a slow count that shares nothing with the evaluator.</summary>
public sealed class Kitti3DEvaluationTests
{
    private const double Overlap = 0.25;

    [Fact]
    public void Thresholds_FourMatchesOfFour_AreTakenAsTheirRecallComes()
    {
        List<(double Score, double Recall)> points = RecallThresholds.Of([0.6, 0.9, 0.7, 0.8], 4);

        Assert.Equal([0.9, 0.8, 0.7, 0.6], points.Select(point => point.Score));
        Assert.Equal([0, 0.025, 0.05, 0.075], points.Select(point => Math.Round(point.Recall, 12)));
    }

    [Fact]
    public void Score_PerfectResults_IsOneThroughout()
    {
        List<LabelledBox> truth = [.. Enumerable.Range(0, 200).Select(frame => Car(frame, 1, 10, 0.9))];

        Kitti3DReport report = Score(truth, truth);

        Assert.Equal(1, report.ScaledAmota, 9);
        Assert.Equal(1, report.Amota, 9);
        Assert.Equal(1, report.Amotp, 9);
        Assert.Equal((0, 0, 0), (report.Best.FalsePositives, report.Best.FalseNegatives, report.Best.IdentitySwitches));
    }

    [Fact]
    public void Score_ResultsThatTheCameraAloneSaw_TakeNoPart()
    {
        List<LabelledBox> truth = [.. Enumerable.Range(0, 200).Select(frame => Car(frame, 1, 10, 0.9))];
        List<LabelledBox> seen = [.. truth, .. Enumerable.Range(0, 200).Select(frame => Car(frame, 2, 40, 0.9) with { Box3D = default })];

        Kitti3DReport report = Score(truth, seen);

        Assert.Equal(1, report.ScaledAmota, 9);
        Assert.Equal(0, report.Best.FalsePositives);
    }

    [Fact]
    public void Score_SwitchMissAndGhost_AgreesWithTheHandCount()
    {
        // Frames 0-3 found as 7, 4-6 as 8, 7 missed, 8-9 as 8; a ghost of low confidence in frames 0-4.
        List<LabelledBox> truth = [.. Enumerable.Range(0, 10).Select(frame => Car(frame, 1, 10, 1))];
        List<LabelledBox> results =
        [
            .. Enumerable.Range(0, 4).Select(frame => Car(frame, 7, 10, 0.9)),
            .. new[] { 4, 5, 6, 8, 9 }.Select(frame => Car(frame, 8, 10, 0.9)),
            .. Enumerable.Range(0, 5).Select(frame => Car(frame, 9, 40, 0.1)),
        ];

        Kitti3DReport report = Score(truth, results);

        // Nine matches of ten: eight thresholds, each 0.9, each leaving the ghost out: MOTA 1 - (1 + 0 + 1) / 10.
        Assert.Equal(0.9, report.BestThreshold, 9);
        Assert.Equal((9, 0, 1, 1), (report.Best.TruePositives, report.Best.FalsePositives, report.Best.FalseNegatives, report.Best.IdentitySwitches));
        Assert.Equal(0.8, report.Best.Mota, 9);
        Assert.Equal(8 * 0.8 / 40, report.Amota, 9);
        Assert.Equal(8 * 1.0 / 40, report.Amotp, 9);
        Assert.Equal(8 * 1.0 / 40, report.ScaledAmota, 9);
    }

    [Fact]
    public void Score_TruthNotAskedForAndRegions_CostNothing()
    {
        List<LabelledBox> truth =
        [
            Car(0, 1, 10, 1), Car(0, 2, 20, 1) with { Occlusion = 3 }, Car(0, 3, 30, 1) with { Class = "van" },
            Car(0, 4, 40, 1) with { Truncation = 1 },
            new LabelledBox { Frame = 0, Id = -1, Class = "dontcare", XMin = 490, YMin = 0, XMax = 610, YMax = 200 },
        ];
        List<LabelledBox> results =
        [
            Car(0, 1, 10, 1), Car(0, 2, 20, 1), Car(0, 5, 50, 1), Car(0, 6, 60, 1) with { YMin = 100, YMax = 120 },
        ];

        Kitti3DCounts best = Score(truth, results).Best;

        Assert.Equal((1, 2, 0, 0), (best.Truth, best.TruePositives, best.FalsePositives, best.FalseNegatives));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Score_RandomScenes_EqualsTheSlowCount(int seed)
    {
        Random random = new(seed);
        List<LabelledBox> truth = [];
        List<LabelledBox> results = [];
        for (int frame = 0; frame < 60; frame++)
        {
            for (int item = 0; item < 3; item++)
            {
                double x = (5 * item) + (0.02 * frame);
                if (random.NextDouble() < 0.9)
                {
                    truth.Add(Car(frame, item, x, 1) with { Occlusion = random.Next(5) == 0 ? 3 : 0 });
                }

                if (random.NextDouble() < 0.8)
                {
                    int id = 10 + item + (frame > 30 && random.Next(4) == 0 ? 10 : 0);
                    results.Add(Car(frame, id, x + random.NextDouble(), Math.Round(random.NextDouble(), 3)));
                }
            }
        }

        Kitti3DReport report = Score(truth, results);
        SlowKitti3D slow = new(truth, results, Overlap);

        (double scaled, double mota, double motp) = slow.Averages();
        Assert.Equal(scaled, report.ScaledAmota, 9);
        Assert.Equal(mota, report.Amota, 9);
        Assert.Equal(motp, report.Amotp, 9);
    }

    [Fact]
    public void Track_PointRcnnWithCamera_ReachesItsFigures()
    {
        string root = SharedFolder.Require("benchmarks/kitti_tracking");
        using TemporaryFolder folder = new();
        foreach (ReplaySequence sequence in KittiReplay.Read(root, ["det_2d_rrc", "det_3d_pointrcnn"], ReplayConfigurations.Kitti))
        {
            ResultWriter.WriteKitti(
                folder.At(sequence.Name + ".txt"), SequenceTracker.Run(sequence, ReplayConfigurations.Kitti).Where(box => box.Box3D.IsPresent));
        }

        List<Kitti3DReport> reports = Kitti3DEvaluation.Score(root, folder.Path, "car");

        Assert.Equal([0.25, 0.5, 0.7], reports.Select(report => report.LeastOverlap));
        Assert.InRange(reports[0].ScaledAmota, 0.89, 1);
        Assert.InRange(reports[2].ScaledAmota, 0.70, 1);
    }

    private static Kitti3DReport Score(List<LabelledBox> truth, List<LabelledBox> results) =>
        Kitti3DEvaluation.Score([(new SequenceFile("0000", "", 0, 200), truth, results, "")], "car", Overlap);

    /// <summary>A car 2 m wide and 4 m long that faces along the camera's X, seen 100 px high.</summary>
    private static LabelledBox Car(int frame, int id, double x, double score) => new()
    {
        Frame = frame,
        Id = id,
        Class = "car",
        XMin = 10 * x,
        YMin = 50,
        XMax = (10 * x) + 80,
        YMax = 150,
        Score = score,
        Box3D = new Box3D(1.5, 2, 4, x, 1.6, 20, 0),
    };
}
