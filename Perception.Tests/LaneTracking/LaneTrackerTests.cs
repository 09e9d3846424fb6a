using Fusion.Geometry;
using Fusion.Lanes;
using Fusion.Tracking;
using Fusion.World;
using Perception.Tests.Shared;
using Perception.Tests.World;
using Sensors.Calibration;

namespace Perception.Tests.LaneTracking;

[Collection(Alone.Name)]
public sealed class LaneTrackerTests
{
    private const long FrameNs = 40_000_000;

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
    public void Update_DashesWithLongGaps_StayOneLineWithoutABreak()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8, 3, 9), new SyntheticLine(-1.8, 3, 9)]);
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        int both = 0;
        for (int frame = 0; frame < 100; frame++)
        {
            road.Render(frame * 30 * 0.04);
            LaneScene scene = tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
            both += scene.HasBothEgoLines ? 1 : 0;
            Assert.False(scene[LanePosition.NeighbourLeft].IsPresent);
            Assert.False(scene[LanePosition.NeighbourRight].IsPresent);
        }

        Assert.InRange(both, 90, 100);
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
    public void Update_PaintGone_CoastsWithFallingQualityForABoundedTime()
    {
        SyntheticRoad road = TwoLines();
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        LaneScene scene = Run(tracker, road, 30);
        float quality = scene[LanePosition.EgoLeft].Quality;
        double sigma = scene[LanePosition.EgoLeft].SigmaC0;
        Array.Clear(road.Paint.Probability);
        for (int frame = 30; frame < 70; frame++)
        {
            scene = tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
            LaneLine line = scene[LanePosition.EgoLeft];
            if (line.IsPresent)
            {
                Assert.True(line.Quality < quality);
                Assert.True(line.SigmaC0 > sigma);
                Assert.Equal(TimeSpan.FromMilliseconds(40 * (frame - 29)), line.SinceSeen);
                Assert.InRange(line.SinceSeen, TimeSpan.Zero, TimeSpan.FromSeconds(1));
                quality = line.Quality;
                sigma = line.SigmaC0;
            }
        }

        Assert.False(scene[LanePosition.EgoLeft].IsPresent);
        Assert.False(scene[LanePosition.EgoRight].IsPresent);
    }

    [Fact]
    public void Predict_NoMasks_AgesTheLines()
    {
        SyntheticRoad road = TwoLines();
        LaneTracker tracker = Tracker(road, isCalibrated: false);
        Run(tracker, road, 10);
        LaneScene scene = tracker.Predict(12 * FrameNs);
        Assert.True(scene.HasBothEgoLines);
        Assert.Equal(TimeSpan.FromMilliseconds(120), scene[LanePosition.EgoLeft].SinceSeen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Update_LaneChange_ShiftsIdentitiesOnce(int direction)
    {
        SyntheticRoad road = new();
        double[] laterals = [5.4, 1.8, -1.8, -5.4];
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        int shifts = 0;
        int both = 0;
        double last = 0;
        LaneScene scene = tracker.Scene;
        for (int frame = 0; frame < 150; frame++)
        {
            double moved = direction * 3.6 * Math.Clamp((frame - 25) / 90.0, 0, 1);
            road.Lines.Clear();
            foreach (double lateral in laterals)
            {
                road.Lines.Add(new SyntheticLine(lateral - moved, 3, 6));
            }

            road.Render(frame * 1.0);
            scene = tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
            both += scene.HasBothEgoLines ? 1 : 0;
            if (scene.HasEgoLane && frame > 10)
            {
                shifts += Math.Abs(scene.LateralOffset - last) > 2 ? 1 : 0;
                last = scene.LateralOffset;
            }
        }

        Assert.Equal(1, shifts);
        Assert.InRange(both, 140, 150);
        Assert.InRange(scene.LateralOffset, -0.2, 0.2);
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
    public void Update_TimeGoesBackOrJumps_NeitherThrowsNorInvents()
    {
        SyntheticRoad road = TwoLines();
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        Run(tracker, road, 10);
        Assert.True(tracker.Update(0, road.Paint, road.Drivable).HasBothEgoLines);
        Array.Clear(road.Paint.Probability);
        Assert.False(tracker.Update(1000 * FrameNs, road.Paint, road.Drivable).HasBothEgoLines);
    }

    [Fact]
    public void Update_TimeGoesBack_LinesAreGivenUpAsSoonAsOtherwise()
    {
        SyntheticRoad road = TwoLines();
        LaneTracker tracker = Tracker(road, isCalibrated: true);
        const long before = 10_000 * FrameNs;
        for (int frame = 0; frame < 10; frame++)
        {
            road.Render();
            tracker.Update(before + (frame * FrameNs), road.Paint, road.Drivable);
        }

        TimeSpan age = tracker.Scene[LanePosition.EgoLeft].Age;
        Assert.True(tracker.Update(0, road.Paint, road.Drivable).HasBothEgoLines);
        Assert.Equal(age, tracker.Scene[LanePosition.EgoLeft].Age);
        Array.Clear(road.Paint.Probability);
        int followed = 0;
        while (tracker.Scene.HasBothEgoLines && followed < 100)
        {
            followed++;
            tracker.Update(followed * FrameNs, road.Paint, road.Drivable);
        }

        // One second in frames of 40 ms.
        Assert.InRange(followed, 20, 26);
    }

    [Fact]
    public void Predict_LanesEverySecondFrame_QualityIsThatOfThePaint()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8, 3, 6), new SyntheticLine(-1.8)]);
        LaneTracker every = Tracker(road, isCalibrated: true);
        LaneTracker second = Tracker(road, isCalibrated: true);
        for (int frame = 0; frame < 40; frame += 2)
        {
            road.Render();
            every.Update(frame * FrameNs, road.Paint, road.Drivable);
            second.Update(frame * FrameNs, road.Paint, road.Drivable);
            second.Predict((frame + 1) * FrameNs);
            foreach (LanePosition position in new[] { LanePosition.EgoLeft, LanePosition.EgoRight })
            {
                Assert.Equal(every.Scene[position].IsPresent, second.Scene[position].IsPresent);
                Assert.Equal(every.Scene[position].Quality, second.Scene[position].Quality, 0.01f);
            }
        }

        Assert.True(every.Scene[LanePosition.EgoRight].Quality > 0.5f);
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

    internal static void AssertOnPaint(SyntheticRoad road, LaneLine line, SyntheticLine truth, double tolerancePx)
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

    private static SyntheticRoad TwoLines()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        return road;
    }

    private static LaneTracker Tracker(SyntheticRoad road, bool isCalibrated) =>
        new(new LaneTrackerOptions(), isCalibrated ? road.Calibration : null, SyntheticRoad.ImageWidth, SyntheticRoad.ImageHeight);

    private static LaneScene Run(LaneTracker tracker, SyntheticRoad road, int frames, double speed = 0)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            road.Render(frame * speed * FrameNs * 1e-9);
            tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
        }

        return tracker.Scene;
    }
}
