using System.Text.Json;
using Fusion.Lanes;
using Perception.Tests.Shared;
using Sensors.Calibration;

namespace Perception.Tests.LaneTracking;

/// <summary>Lane truth of real roads, drawn as masks: what the road model and the search can represent, without a network's errors.</summary>
public sealed class TuSimpleTruthTests(ITestOutputHelper output)
{
    private const int Width = 1280;
    private const int Height = 720;
    private const int Repeats = 5;

    /// <summary>TuSimple's own tolerance for a point, pixels at 1280×720.</summary>
    private const double Tolerance = 20;

    [Fact]
    public void Update_LabelledRoads_FindsTheEgoLinesOnThePaint()
    {
        string path = SharedFolder.Require("benchmarks/lanes/tusimple_test_labels_dev.json");
        int frames = 0;
        int found = 0;
        int both = 0;
        long points = 0;
        long good = 0;
        foreach (string line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using JsonDocument label = JsonDocument.Parse(line);
            int[] rows = [.. label.RootElement.GetProperty("h_samples").EnumerateArray().Select(row => row.GetInt32())];
            List<double[]> lanes = [.. label.RootElement.GetProperty("lanes").EnumerateArray()
                .Select(lane => lane.EnumerateArray().Select(x => x.GetDouble()).ToArray())
                .Where(lane => lane.Count(x => x >= 0) >= 2)];
            double[]? left = lanes.Where(lane => AtBottom(lane, rows) < Width / 2.0).MaxBy(lane => AtBottom(lane, rows));
            double[]? right = lanes.Where(lane => AtBottom(lane, rows) >= Width / 2.0).MinBy(lane => AtBottom(lane, rows));
            if (left is null || right is null)
            {
                continue;
            }

            LaneScene scene = Track(Draw(lanes, rows));
            frames++;
            both += scene.HasBothEgoLines ? 1 : 0;
            found += Compare(scene[LanePosition.EgoLeft], left, rows, ref points, ref good)
                + Compare(scene[LanePosition.EgoRight], right, rows, ref points, ref good);
        }

        output.WriteLine($"frames {frames}, both {both / (double)frames:P2}, ego lines on their truth {found / (2.0 * frames):P2}, points within {Tolerance} px {good / (double)points:P2}");
        Assert.InRange(frames, 500, 696);
        Assert.InRange(both / (double)frames, 0.97, 1);
        Assert.InRange(good / (double)points, 0.97, 1);
    }

    /// <summary>Counts a line's truth points within the tolerance; the line is found where at least 85 % are, as TuSimple has it.</summary>
    private static int Compare(LaneLine line, double[] truth, int[] rows, ref long points, ref long good)
    {
        if (!line.IsPresent)
        {
            points += truth.Count(x => x >= 0);
            return 0;
        }

        int total = 0;
        int near = 0;
        ReadOnlySpan<Pixel> curve = line.ImagePoints;
        for (int i = 0; i < rows.Length; i++)
        {
            if (truth[i] < 0 || rows[i] < curve[^1].Y || rows[i] > curve[0].Y)
            {
                continue;
            }

            int k = 1;
            while (k < curve.Length - 1 && curve[k].Y > rows[i])
            {
                k++;
            }

            double share = (rows[i] - curve[k - 1].Y) / (curve[k].Y - curve[k - 1].Y);
            double x = curve[k - 1].X + (share * (curve[k].X - curve[k - 1].X));
            double lean = (curve[k].X - curve[k - 1].X) / (curve[k].Y - curve[k - 1].Y);
            total++;
            near += Math.Abs(x - truth[i]) <= Tolerance * Math.Sqrt(1 + (lean * lean)) ? 1 : 0;
        }

        points += total;
        good += near;
        return near >= 0.85 * total ? 1 : 0;
    }

    private static double AtBottom(double[] lane, int[] rows)
    {
        int last = Array.FindLastIndex(lane, x => x >= 0);
        int first = Math.Max(Array.FindIndex(lane, x => x >= 0), last - 8);
        double slope = (lane[last] - lane[first]) / (rows[last] - rows[first]);
        return lane[last] + (slope * (Height - rows[last]));
    }

    private static SegmentationMask Draw(List<double[]> lanes, int[] rows)
    {
        SegmentationMask mask = new(320, 180) { ScaleX = 4, ScaleY = 4, IsPresent = true };
        foreach (double[] lane in lanes)
        {
            for (int i = 1; i < rows.Length; i++)
            {
                if (lane[i] < 0 || lane[i - 1] < 0)
                {
                    continue;
                }

                double lean = (lane[i] - lane[i - 1]) / (rows[i] - rows[i - 1]);
                double half = Math.Sqrt(1 + (lean * lean));
                for (int row = (int)Math.Ceiling((rows[i - 1] / 4.0) - 0.5); ((row + 0.5) * 4) < rows[i]; row++)
                {
                    double x = (lane[i - 1] + (lean * (((row + 0.5) * 4) - rows[i - 1]))) / 4;
                    for (int column = Math.Max(0, (int)(x - half)); column < Math.Min(320, x + half); column++)
                    {
                        mask.Probability[(row * 320) + column] = 220;
                    }
                }
            }
        }

        return mask;
    }

    private static LaneScene Track(SegmentationMask mask)
    {
        LaneTracker tracker = new(new LaneTrackerOptions(), null, Width, Height);
        SegmentationMask none = new(1, 1);
        for (int frame = 0; frame < Repeats; frame++)
        {
            tracker.Update(frame * 50_000_000L, mask, none);
        }

        return tracker.Scene;
    }
}
