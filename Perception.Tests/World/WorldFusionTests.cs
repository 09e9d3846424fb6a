using Fusion.Geometry;
using Fusion.Ranging;
using Fusion.Tracking;
using Fusion.World;
using Perception.Tests.LaneTracking;
using Perception.Tests.Shared;
using Sensors.Calibration;
using Sensors.Sources;

namespace Perception.Tests.World;

[Collection(Alone.Name)]
public sealed class WorldFusionTests
{
    private const long FrameNs = 40_000_000;

    [Fact]
    public void Update_CarAheadBetweenTheLines_Leads()
    {
        SyntheticRoad road = Road();
        WorldFusion fusion = new(new WorldFusionOptions(), Source(road.Calibration));
        WorldModel world = Run(fusion, road, 0, 30);
        Assert.True(world.Lanes.HasEgoLane);
        Assert.Equal(2, world.Tracks.Length);
        Assert.Equal(2, world.ConfirmedTracksEver);
        Assert.NotNull(world.Lead);
        Track lead = world.Tracks.ToArray().Single(track => track.TrackId == world.Lead.Value.TrackId);
        Assert.Equal(LaneAssignment.Ego, lead.Lane);
        Assert.InRange(world.Lead.Value.CameraDepth!.Value, 16, 24);
        Assert.Equal(29 * FrameNs, world.CaptureTimeNs);
    }

    [Fact]
    public void Update_NoCalibration_LeadsWithoutRange()
    {
        SyntheticRoad road = Road();
        WorldFusion fusion = new(new WorldFusionOptions(), Source(null));
        WorldModel world = Run(fusion, road, 0, 30);
        Assert.True(world.Lanes.HasBothEgoLines);
        Assert.NotNull(world.Lead);
        Assert.Null(world.Lead.Value.Range);
        Assert.All(world.Tracks.ToArray(), track => Assert.Null(track.Ego));
    }

    /// <summary>The lines know more of the road than the objects do, which know no more than how the camera is tipped.</summary>
    [Fact]
    public void Update_LinesSeenOrNot_HorizonIsTheirsElseTheObjects()
    {
        SyntheticRoad road = Road();
        SyntheticRoad bare = new();
        WorldModel lines = Run(new WorldFusion(new WorldFusionOptions(), Source(road.Calibration)), road, 0, 30);
        WorldModel objects = Run(new WorldFusion(new WorldFusionOptions(), Source(road.Calibration)), bare, 0, 30);

        Assert.Equal(Assert.NotNull(lines.Lanes.Horizon), lines.Horizon);
        Assert.Null(objects.Lanes.Horizon);
        RoadHorizon told = Assert.NotNull(objects.Horizon);
        Assert.Equal(0, told.Curvature);
        Assert.InRange(Math.Sqrt(told.OffsetVariance), 0.001, 0.05);
        Assert.InRange(told.Offset / Math.Sqrt(told.OffsetVariance), -2, 2);
    }

    /// <summary>Tipped by the vehicle, a camera that looks aside by 30° sees its horizon move by less: the same boxes tell more of what is straight ahead.</summary>
    [Fact]
    public void Update_CameraTippedUp_ObjectsTellTheHorizonStraightAhead()
    {
        const double Tilt = 0.05;
        RoadHorizon ahead = Told(0);
        RoadHorizon aside = Told(Math.PI / 6);

        Assert.Equal(Tilt, ahead.Offset, 2 * Math.Sqrt(ahead.OffsetVariance));
        Assert.InRange(Math.Sqrt(ahead.OffsetVariance), 0.001, 0.02);
        Assert.Equal(ahead.Offset / Math.Cos(Math.PI / 6), aside.Offset, 1e-3);
        Assert.Equal(ahead.OffsetVariance / 0.75, aside.OffsetVariance, 1e-6);

        RoadHorizon Told(double yaw)
        {
            SyntheticRoad road = new();
            CameraCalibration calibration = road.Calibration with { CameraFromEgo = new CameraMounting(0, 0, SyntheticRoad.CameraHeight, 0, 0, yaw).ToCameraFromEgo() };
            WorldFusion fusion = new(new WorldFusionOptions(), Source(calibration));
            Detection[] cars = [Car(road, 10, 0), Car(road, 14, 3), Car(road, 18, -3), Car(road, 25, 4), Car(road, 30, -5)];
            WorldModel world = fusion.UpdateObjects(0, cars);
            for (int frame = 1; frame < 30; frame++)
            {
                world = fusion.UpdateObjects(frame * FrameNs, cars);
            }

            return Assert.NotNull(world.Horizon);
        }

        static Detection Car(SyntheticRoad road, double depth, double left)
        {
            double x = SyntheticRoad.ImageWidth / 2.0, y = SyntheticRoad.ImageHeight / 2.0, f = road.Focal;
            return new Detection(ObjectClass.Car, 0.9f, new Box(
                (float)(x - (f * (left + 0.9) / depth)), (float)(y + (f * (((SyntheticRoad.CameraHeight - 1.53) / depth) + Tilt))),
                (float)(x - (f * (left - 0.9) / depth)), (float)(y + (f * ((SyntheticRoad.CameraHeight / depth) + Tilt)))));
        }
    }

    /// <summary>The outline's vertices below the horizon are on the road; without a calibration, or seen aside, none has a place.</summary>
    [Fact]
    public void Update_DrivableArea_HasAPlaceOnTheRoadWhereACalibratedCameraLooksAhead()
    {
        SyntheticRoad road = Road();
        road.Drivable.Probability.AsSpan(111 * road.Drivable.Width).Fill(255);
        CameraCalibration aside = road.Calibration with { CameraFromEgo = new CameraMounting(0, 0, SyntheticRoad.CameraHeight, 0, 0, Math.PI / 2).ToCameraFromEgo() };

        WorldModel ahead = Run(new WorldFusion(new WorldFusionOptions(), Source(road.Calibration)), road, 0, 30);
        Assert.Equal(ahead.Lanes.DrivableOutline.Length, ahead.Lanes.DrivableGround.Length);
        Assert.All(ahead.Lanes.DrivableGround.ToArray(), point => Assert.InRange(Assert.NotNull(point).X, 2, 40));
        foreach (CameraCalibration? calibration in new[] { null, aside })
        {
            WorldModel world = Run(new WorldFusion(new WorldFusionOptions(), Source(calibration)), road, 0, 30);
            Assert.Null(world.Horizon);
            Assert.False(world.Lanes.DrivableOutline.IsEmpty);
            Assert.True(world.Lanes.DrivableGround.IsEmpty);
        }
    }

    [Fact]
    public void Update_BoxCutOffByTheViewsBorder_IsRangedByWhatIsSeen()
    {
        SyntheticRoad road = Road();
        Box whole = Box(road, 0, 12);
        Box cut = whole with { YMax = whole.YMin + (0.7f * whole.Height) };
        double right = DepthOf(whole, null);
        double known = Math.Abs(DepthOf(cut, new Box(0, 0, SyntheticRoad.ImageWidth, cut.YMax)) - right);
        double unknown = Math.Abs(DepthOf(cut, null) - right);

        // Taken for the place where it stands, the lower edge puts it too far away.
        Assert.True(known < 0.25 * right && known < 0.6 * unknown, $"{known} and {unknown} of {right}");

        double DepthOf(Box box, Box? view)
        {
            WorldFusion fusion = new(new WorldFusionOptions(), Source(road.Calibration));
            WorldModel world = fusion.Update(0, [new Detection(ObjectClass.Car, 0.9f, box)], road.Paint, road.Drivable, new ImageView(view, 0));
            for (int frame = 1; frame < 30; frame++)
            {
                world = fusion.Update(frame * FrameNs, [new Detection(ObjectClass.Car, 0.9f, box)], road.Paint, road.Drivable, new ImageView(view, 0));
            }

            return Assert.Single(world.Tracks.ToArray()).Ego!.Value.CameraDepth;
        }
    }

    [Fact]
    public void Update_TrackOutsideTheView_IsLostButNotHeldToBeGone()
    {
        SyntheticRoad road = Road();
        Assert.Equal(ScoreAfter(0, null), ScoreAfter(8, Box(road, 0, 20)));
        Assert.True(ScoreAfter(8, null) < ScoreAfter(0, null));

        float ScoreAfter(int unseen, Box? view)
        {
            WorldFusion fusion = new(new WorldFusionOptions(), Source(road.Calibration));
            WorldModel world = Run(fusion, road, 0, 30);
            for (int frame = 30; frame < 30 + unseen; frame++)
            {
                world = fusion.Update(frame * FrameNs, Detections(road).AsSpan(1), road.Paint, road.Drivable, new ImageView(view, 0));
            }

            Track first = world.Tracks[0];
            Assert.Equal(unseen == 0 ? TrackState.Confirmed : TrackState.Lost, first.State);
            return first.Score;
        }
    }

    [Fact]
    public void Update_SteadyState_AllocatesNothing()
    {
        SyntheticRoad road = Road();
        WorldFusion fusion = new(new WorldFusionOptions(), Source(road.Calibration));
        Run(fusion, road, 0, 100);
        Detection[] detections = Detections(road);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int frame = 100; frame < 200; frame++)
        {
            fusion.Update(frame * FrameNs, detections, road.Paint, road.Paint);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_SaysWhich()
    {
        WorldFusionOptions options = new() { Assignment = new LaneAssignerOptions { RearWidth = -1 } };
        WorldFusionOptionsException fault = Assert.Throws<WorldFusionOptionsException>(() => new WorldFusion(options, Source(null)));
        Assert.Contains(nameof(LaneAssignerOptions.RearWidth), fault.Message, StringComparison.Ordinal);
    }

    private static SyntheticRoad Road()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        road.Render();
        return road;
    }

    private static Detection[] Detections(SyntheticRoad road) =>
    [
        new Detection(ObjectClass.Car, 0.9f, Box(road, 3.6, 15)),
        new Detection(ObjectClass.Car, 0.9f, Box(road, 0, 20)),
    ];

    private static Box Box(SyntheticRoad road, double lateral, double distance) => LaneAssignerTests.Vehicle(road, 1, lateral, distance).Box;

    private static WorldModel Run(WorldFusion fusion, SyntheticRoad road, int from, int to)
    {
        Detection[] detections = Detections(road);
        WorldModel world = fusion.Update(from * FrameNs, detections, road.Paint, road.Drivable);
        for (int frame = from + 1; frame < to; frame++)
        {
            world = fusion.Update(frame * FrameNs, detections, road.Paint, road.Drivable);
        }

        return world;
    }

    private static SourceDescription Source(CameraCalibration? calibration) => new()
    {
        Id = "synthetic",
        Kind = "images",
        Origin = "none",
        Width = SyntheticRoad.ImageWidth,
        Height = SyntheticRoad.ImageHeight,
        Clock = CaptureClock.Drive,
        Calibration = calibration,
    };
}
