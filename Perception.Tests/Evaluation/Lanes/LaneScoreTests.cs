using Evaluation;
using Evaluation.Lanes;
using Perception.Tests.Shared;
using Sensors.Calibration;

namespace Perception.Tests.Evaluation.Lanes;

public sealed class LaneScoreTests
{
    private static readonly double[] Rows = [100, 110, 120, 130];

    [Fact]
    public void TuSimple_PointsWithinTwentyPixels_AreFound()
    {
        // A vertical line: the threshold is 20. Three of four points lie within it.
        TuSimpleScore score = TuSimpleScore.Of([[119, 100, 81, 121]], [[100, 100, 100, 100]], Rows, 1280);

        Assert.Equal(new TuSimpleScore(0.75, 1, 1), score);
    }

    [Fact]
    public void TuSimple_SlantedLine_HasAWiderThreshold()
    {
        // 45 degrees: 20 / cos 45° = 28.3.
        double[] truth = [100, 110, 120, 130];

        Assert.Equal(1, TuSimpleScore.Of([[128, 138, 148, 158]], [truth], Rows, 1280).Accuracy);
        Assert.Equal(0, TuSimpleScore.Of([[129, 139, 149, 159]], [truth], Rows, 1280).Accuracy);
    }

    [Fact]
    public void TuSimple_MissingOnBothSides_Agrees()
    {
        Assert.Equal(new TuSimpleScore(1, 0, 0), TuSimpleScore.Of([[-2, 100, 100, -2]], [[-2, 100, 100, -2]], Rows, 1280));
    }

    [Fact]
    public void TuSimple_FiveLabelledLines_ForgiveTheWorst()
    {
        double[][] truth = [.. Enumerable.Range(0, 5).Select(i => new double[] { 100 * i, 100 * i, 100 * i, 100 * i })];

        Assert.Equal(new TuSimpleScore(1, 0, 0), TuSimpleScore.Of(truth[..4], truth, Rows, 1280));
    }

    [Fact]
    public void TuSimple_ThreeLinesTooMany_ScoresNothing()
    {
        double[] line = [100, 100, 100, 100];

        Assert.Equal(new TuSimpleScore(0, 0, 1), TuSimpleScore.Of([line, line, line, line], [line], Rows, 1280));
    }

    // The published refits: straight lines 97.96 %, parabolas 99.07 % over all 2,782 frames, of which the file holds 696.
    [Theory]
    [InlineData(1, 0.9796)]
    [InlineData(2, 0.9907)]
    public void TuSimple_PolynomialsRefittedToTheTruth_ScoreAsPublished(int degree, double published)
    {
        IReadOnlyList<LaneTruthImage> truth = TuSimpleTruth.Read(SharedFolder.Require("benchmarks/lanes/tusimple_test_labels_dev.json"));

        double accuracy = truth.Average(image => TuSimpleScore.Of([.. image.Lanes.Select(lane => Refit(lane, image.Rows, degree))], image.Lanes, image.Rows, 1280).Accuracy);

        Assert.Equal(696, truth.Count);
        Assert.Equal(published, accuracy, 0.004);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(11, 0)]
    public void CuLane_ParallelLines_MatchUpToHalfOverlap(double shift, int right)
    {
        // Strips 30 wide and d apart overlap by (30 − d) / (30 + d): 0.538 at 9, 0.463 at 11.
        Pixel[] truth = [new(400, -100), new(400, 700)];
        Pixel[] found = [new(400 + shift, -100), new(400 + shift, 700)];

        Assert.Equal(new CuLaneScore(right, 1 - right, 1 - right), CuLaneScore.Of([found], [truth], 1640, 590));
    }

    [Fact]
    public void CuLane_TwoCandidates_AreAssignedOneToOne()
    {
        Pixel[][] truth = [[new(400, 0), new(400, 590)], [new(410, 0), new(410, 590)]];
        Pixel[][] found = [[new(404, 0), new(404, 590)], [new(395, 0), new(395, 590)], [new(900, 0), new(900, 590)]];

        CuLaneScore score = CuLaneScore.Of(found, truth, 1640, 590);

        Assert.Equal(new CuLaneScore(2, 1, 0), score);
        Assert.Equal(0.8, score.F1, 1e-9);
    }

    [Fact]
    public void AtRows_BeyondTheLine_IsMissing()
    {
        Assert.Equal([-2, 15, 20, -2], LaneSampling.AtRows([new(20, 120), new(10, 100.5), new(10, 100.4)], [99, 110.25, 120, 121]).Select(x => Math.Round(x, 9)));
    }

    [Theory]
    [InlineData("""{"raw_file": "a.jpg", "lanes": [[1, 2]], "h_samples": [1, 2, 3]}""", "expected 3 values a lane")]
    [InlineData("""{"raw_file": "a.jpg", "lanes": [[]], "h_samples": []}""", "expected at least one row in h_samples")]
    [InlineData("""{"raw_file": null, "lanes": [[1]], "h_samples": [1]}""", "expected an image's path in raw_file")]
    public void Read_LineThatCannotBeScored_SaysWhere(string line, string expected)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, line + "\n");

        EvaluationException error = Assert.Throws<EvaluationException>(() => TuSimpleTruth.Read(path));

        File.Delete(path);
        Assert.Contains($"{path}, line 1: {expected}", error.Message, StringComparison.Ordinal);
    }

    private static double[] Refit(IReadOnlyList<double> lane, IReadOnlyList<double> rows, int degree)
    {
        int[] present = [.. Enumerable.Range(0, lane.Count).Where(i => lane[i] >= 0)];
        if (present.Length <= degree)
        {
            return [.. lane];
        }

        // Normal equations in a centred and scaled row, solved by elimination.
        double Scaled(int i) => (rows[i] - 400) / 300;
        int size = degree + 1;
        double[,] system = new double[size, size + 1];
        foreach (int i in present)
        {
            for (int r = 0; r < size; r++)
            {
                for (int c = 0; c < size; c++)
                {
                    system[r, c] += Math.Pow(Scaled(i), r + c);
                }

                system[r, size] += Math.Pow(Scaled(i), r) * lane[i];
            }
        }

        for (int pivot = 0; pivot < size; pivot++)
        {
            for (int r = 0; r < size; r++)
            {
                double factor = r == pivot ? 0 : system[r, pivot] / system[pivot, pivot];
                for (int c = pivot; c <= size; c++)
                {
                    system[r, c] -= factor * system[pivot, c];
                }
            }
        }

        return [.. Enumerable.Range(0, lane.Count).Select(i => lane[i] < 0 ? -2 : Enumerable.Range(0, size).Sum(k => system[k, size] / system[k, k] * Math.Pow(Scaled(i), k)))];
    }
}
