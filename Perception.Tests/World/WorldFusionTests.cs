using Fusion.Geometry;
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
