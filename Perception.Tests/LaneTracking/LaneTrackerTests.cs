using Fusion.Geometry;
using Fusion.Lanes;
using Fusion.Tracking;
using Fusion.World;
using Perception.Tests.Shared;
using Perception.Tests.World;
using Sensors.Calibration;
using static Perception.Tests.LaneTracking.SyntheticDrive;

namespace Perception.Tests.LaneTracking;

[Collection(Alone.Name)]
public sealed class LaneTrackerTests
{
    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.02, 0.0)]
    [InlineData(-0.03, 0.001)]
    [InlineData(0.0, 0.003)]
    [InlineData(0.01, -0.004)]
    public void Update_SolidLinesWithCalibration_RecoversTheCurves(double heading, double curvature)
    {
        SyntheticRoad road = new() { Heading = heading, Curvature = curvature };
        road.Lines.AddRange([new SyntheticLine(1.7), new SyntheticLine(-1.9)]);
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        LaneScene scene = Run(tracker, road, 30);
        Assert.True(scene.HasEgoLane);
        Check(scene[LanePosition.EgoLeft], 1.7);
        Check(scene[LanePosition.EgoRight], -1.9);
        Assert.InRange(scene.LaneWidth, 3.5, 3.7);
        Assert.InRange(scene.Heading, -heading - 0.02, -heading + 0.02);
        Assert.InRange(scene.LateralOffsetSigma, 1e-4, 0.3);

        void Check(LaneLine line, double lateral)
        {
            Assert.True(line.IsMetric);
            Assert.InRange(line.ViewFar, 25, 75);
            for (double x = line.ViewNear; x < Math.Min(40, line.ViewFar); x += 2)
            {
                double expected = road.Lateral(new SyntheticLine(lateral), x - SyntheticRoad.MountX);
                double actual = line.C0 + (line.C1 * x) + (line.C2 * x * x) + (line.C3 * x * x * x);
                Assert.InRange(actual, expected - 0.1 - (0.005 * x), expected + 0.1 + (0.005 * x));
            }
        }
    }

    [Theory]
    [InlineData(270, 900)]
    [InlineData(320, 900)]
    [InlineData(235, 1200)]
    [InlineData(300, 700)]
    public void Update_WithoutCalibration_LearnsTheHorizonAndLiesOnThePaint(double horizon, double focal)
    {
        SyntheticRoad road = new() { Horizon = horizon, Focal = focal, Heading = 0.03 };
        road.Lines.AddRange([new SyntheticLine(1.5, 3, 9), new SyntheticLine(-2.0)]);
        LaneTracker tracker = Tracker(road, isCalibrated: false);
        LaneScene scene = Run(tracker, road, 30, speed: 25);
        Assert.True(scene.HasBothEgoLines);
        Assert.False(scene.HasEgoLane);
        AssertOnPaint(road, scene[LanePosition.EgoLeft], road.Lines[0], 4);
        AssertOnPaint(road, scene[LanePosition.EgoRight], road.Lines[1], 4);
        Assert.False(scene[LanePosition.EgoLeft].IsMetric);
    }

    [Fact]
    public void Update_FirstFrameOfClearLines_PublishesBoth()
    {
        SyntheticRoad road = TwoLines();
        Assert.True(Run(Tracker(road, isCalibrated: false), road, 1).HasBothEgoLines);
        Assert.True(Run(Tracker(road, isCalibrated: true), road, 1).HasBothEgoLines);
    }

    [Fact]
    public void Update_FourLines_NamesThemFromLeftToRight()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(5.3, 3, 6), new SyntheticLine(1.8, 3, 6), new SyntheticLine(-1.7), new SyntheticLine(-5.2, 3, 6)]);
        LaneScene scene = Run(Tracker(road, isCalibrated: true), road, 50, speed: 20);
        Assert.InRange(scene[LanePosition.NeighbourLeft].C0, 5.1, 5.5);
        Assert.InRange(scene[LanePosition.EgoLeft].C0, 1.7, 1.9);
        Assert.InRange(scene[LanePosition.EgoRight].C0, -1.8, -1.6);
        Assert.InRange(scene[LanePosition.NeighbourRight].C0, -5.4, -5.0);
    }

    [Fact]
    public void Update_WornPaint_StaysOnTheLine()
    {
        SyntheticRoad road = new() { Curvature = 0.002 };
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        Random random = new(7);
        LaneScene scene = tracker.Scene;
        for (int frame = 0; frame < 60; frame++)
        {
            road.Render();
            for (int i = 0; i < road.Paint.Probability.Length; i++)
            {
                bool isWorn = random.NextDouble() < 0.6;
                bool isSpeckle = random.NextDouble() < 0.004;
                road.Paint.Probability[i] = isSpeckle ? (byte)200 : isWorn ? (byte)(road.Paint.Probability[i] / 4) : road.Paint.Probability[i];
            }

            scene = tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
        }

        AssertOnPaint(road, scene[LanePosition.EgoLeft], road.Lines[0], 8);
        AssertOnPaint(road, scene[LanePosition.EgoRight], road.Lines[1], 8);
    }

    [Fact]
    public void Update_StopLineAcrossTheRoad_DoesNotBendTheLines()
    {
        SyntheticRoad road = TwoLines();
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        LaneScene scene = tracker.Scene;
        for (int frame = 0; frame < 40; frame++)
        {
            road.Render();
            road.DrawAcross(30 - (frame * 0.6), 0.5);
            scene = tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
            if (frame > 3)
            {
                AssertOnPaint(road, scene[LanePosition.EgoLeft], road.Lines[0], 5);
                AssertOnPaint(road, scene[LanePosition.EgoRight], road.Lines[1], 5);
            }
        }
    }

    [Fact]
    public void Update_CrosswalkWhereTheLinesEnd_PullsNeitherAside()
    {
        // The edges of bars of 0.6 m lie 0.3 m to the right of each line, where nothing else is painted.
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8, 40, 30), new SyntheticLine(-1.8, 40, 30)]);
        for (double lateral = -2.1; lateral < 1.6; lateral += 0.6)
        {
            road.Lines.Add(new SyntheticLine(lateral, 3.6, 1000, 42));
        }

        LaneTracker tracker = Tracker(road, isCalibrated: true);
        int both = 0;
        for (int frame = 0; frame < 115; frame++)
        {
            road.Render(frame * 0.4);
            LaneScene scene = tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
            if (scene.HasBothEgoLines)
            {
                both++;
                Assert.Equal(1.8, scene[LanePosition.EgoLeft].C0, 0.1);
                Assert.Equal(-1.8, scene[LanePosition.EgoRight].C0, 0.1);
            }
        }

        Assert.InRange(both, 95, 115);
    }

    [Fact]
    public void Update_OneLineOnly_LeavesTheOtherAbsent()
    {
        SyntheticRoad road = new();
        road.Lines.Add(new SyntheticLine(1.8));
        LaneScene scene = Run(Tracker(road, isCalibrated: true), road, 20);
        Assert.True(scene[LanePosition.EgoLeft].IsPresent);
        Assert.False(scene[LanePosition.EgoRight].IsPresent);
        Assert.False(scene.HasEgoLane);
    }

    [Fact]
    public void Update_EmptyMask_FindsNothing()
    {
        SyntheticRoad road = new();
        LaneScene scene = Run(Tracker(road, isCalibrated: false), road, 10);
        Assert.All(scene.Lines.ToArray(), line => Assert.False(line.IsPresent));
        Assert.Equal(0, scene.DrivableShare);
        Assert.True(scene.DrivableOutline.IsEmpty);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(0.15)]
    [InlineData(0.05)]
    public void Update_NoiseMask_FindsNoLines(double density)
    {
        SyntheticRoad road = new();
        LaneTracker tracker = Tracker(road, isCalibrated: false);
        Random random = new(11);
        int present = 0;
        for (int frame = 0; frame < 50; frame++)
        {
            for (int i = 0; i < road.Paint.Probability.Length; i++)
            {
                road.Paint.Probability[i] = random.NextDouble() < density ? (byte)255 : (byte)0;
            }

            LaneScene scene = tracker.Update(frame * FrameNs, road.Paint, road.Paint);
            present += scene.HasBothEgoLines ? 1 : 0;
        }

        Assert.Equal(0, present);
    }

    [Fact]
    public void Update_LensThatDoesNotReachTheWholeImage_LinesAreFollowed()
    {
        // This lens reaches less far than to the left and right of the image.
        SyntheticRoad road = new() { Focal = 450 };
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        CameraCalibration wide = road.Calibration with
        {
            Distortion = DistortionModel.BrownConrady, DistortionCoefficients = [-0.31, 0.11, 0.0008, -0.0006, -0.018],
        };
        Assert.False(wide.TryRay(new Pixel(2, 500), out _));
        LaneTracker tracker = new(new LaneTrackerOptions(), wide, SyntheticRoad.ImageWidth, SyntheticRoad.ImageHeight);
        for (int frame = 0; frame < 10; frame++)
        {
            road.Render();
            for (int row = 100; row < road.Paint.Height; row++)
            {
                road.Paint.Probability.AsSpan(row * road.Paint.Width, 2).Fill(255);
            }

            tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
        }

        Assert.Equal(LaneAssignment.Unknown, LaneOf(tracker, LaneAssignerTests.Vehicle(road, 1, 0, 20) with { Box = new Box(0, 300, 100, 500) }));
    }

    [Fact]
    public void Update_SameFramesTwice_GivesTheSameNumbers()
    {
        Assert.Equal(Trace(), Trace());

        static List<double> Trace()
        {
            SyntheticRoad road = new() { Curvature = 0.001 };
            road.Lines.AddRange([new SyntheticLine(1.8, 3, 6), new SyntheticLine(-1.8)]);
            LaneTracker tracker = Tracker(road, isCalibrated: true);
            List<double> numbers = [];
            for (int frame = 0; frame < 40; frame++)
            {
                road.Render(frame * 0.8);
                LaneScene scene = tracker.Update(frame * FrameNs, road.Paint, road.Paint);
                foreach (LaneLine line in scene.Lines)
                {
                    numbers.AddRange([line.C0, line.C1, line.C2, line.Quality, line.SigmaPx]);
                }

                foreach (Pixel point in scene.DrivableOutline)
                {
                    numbers.AddRange([point.X, point.Y]);
                }
            }

            return numbers;
        }
    }

    [Fact]
    public void Update_SteadyState_AllocatesNothing()
    {
        SyntheticRoad road = TwoLines();
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        Run(tracker, road, 60);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int frame = 60; frame < 160; frame++)
        {
            tracker.Update(frame * FrameNs, road.Paint, road.Paint);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_SaysWhich()
    {
        LaneTrackerOptionsException fault = Assert.Throws<LaneTrackerOptionsException>(
            () => new LaneTracker(new LaneTrackerOptions { PaintThreshold = 2 }, null, 960, 540));
        Assert.Contains(nameof(LaneTrackerOptions.PaintThreshold), fault.Message, StringComparison.Ordinal);
    }

    private static void AssertOnPaint(SyntheticRoad road, LaneLine line, SyntheticLine truth, double tolerancePx)
    {
        Assert.True(line.IsPresent);
        Assert.InRange(line.ImagePoints.Length, 8, LaneLine.MaxPoints);
        foreach (Pixel point in line.ImagePoints)
        {
            double expected = road.Column(truth, point.Y);
            if (!double.IsNaN(expected))
            {
                Assert.InRange(point.X, expected - tolerancePx, expected + tolerancePx);
            }
        }
    }

    /// <summary>The lane in which a car is seen.</summary>
    private static LaneAssignment LaneOf(LaneTracker tracker, Track car)
    {
        Track[] tracks = [car];
        new LaneAssigner(new LaneAssignerOptions(), 1).Assign(0, tracks, tracker.Scene);
        return tracks[0].Lane;
    }
}
