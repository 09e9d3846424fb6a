using Fusion.Lanes;
using static Perception.Tests.LaneTracking.SyntheticDrive;

namespace Perception.Tests.LaneTracking;

/// <summary>How lines last from frame to frame: through gaps, lane changes, missing masks and clocks that are set.</summary>
public sealed class LaneContinuityTests
{
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
}
