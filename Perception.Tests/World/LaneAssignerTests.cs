using Fusion.Geometry;
using Fusion.Lanes;
using Fusion.Tracking;
using Fusion.World;
using Perception.Tests.LaneTracking;

namespace Perception.Tests.World;

public sealed class LaneAssignerTests
{
    private const long FrameNs = 40_000_000;

    [Theory]
    [InlineData(0.0, 20, LaneAssignment.Ego)]
    [InlineData(1.0, 30, LaneAssignment.Ego)]
    [InlineData(3.6, 20, LaneAssignment.Left)]
    [InlineData(-3.6, 40, LaneAssignment.Right)]
    [InlineData(9.0, 25, LaneAssignment.Unknown)]
    public void Assign_VehicleOnACurvedRoad_GivesItsLane(double lateral, double distance, LaneAssignment expected)
    {
        SyntheticRoad road = new() { Curvature = 0.003, Heading = 0.01 };
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        LaneScene scene = Follow(road, isCalibrated: true);
        Track[] tracks = [Vehicle(road, 1, lateral, distance)];
        new LaneAssigner(new LaneAssignerOptions(), 8).Assign(0, tracks, scene);
        Assert.Equal(expected, tracks[0].Lane);
    }

    [Fact]
    public void Assign_NoCalibration_WorksInTheImage()
    {
        SyntheticRoad road = new() { Horizon = 300 };
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        LaneScene scene = Follow(road, isCalibrated: false);
        Track[] tracks = [Vehicle(road, 1, 0, 20), Vehicle(road, 2, 3.6, 20), Vehicle(road, 3, -3.6, 20)];
        new LaneAssigner(new LaneAssignerOptions(), 8).Assign(0, tracks, scene);
        Assert.Equal([LaneAssignment.Ego, LaneAssignment.Left, LaneAssignment.Right], tracks.Select(track => track.Lane));
    }

    [Fact]
    public void Assign_WithoutLines_TakesThePathAheadOnlyWithACalibration()
    {
        SyntheticRoad road = new();
        Track[] tracks = [Vehicle(road, 1, 0.3, 10), Vehicle(road, 2, 3.5, 10), Vehicle(road, 3, 0, 60)];
        new LaneAssigner(new LaneAssignerOptions(), 8).Assign(0, tracks, Follow(road, isCalibrated: true));
        Assert.Equal([LaneAssignment.Ego, LaneAssignment.Left, LaneAssignment.Unknown], tracks.Select(track => track.Lane));
        new LaneAssigner(new LaneAssignerOptions(), 8).Assign(0, tracks, Follow(road, isCalibrated: false));
        Assert.All(tracks, track => Assert.Equal(LaneAssignment.Unknown, track.Lane));
        new LaneAssigner(new LaneAssignerOptions { UsePathWithoutLines = false }, 8).Assign(0, tracks, Follow(road, isCalibrated: true));
        Assert.All(tracks, track => Assert.Equal(LaneAssignment.Unknown, track.Lane));
    }

    [Fact]
    public void Assign_VehicleOnTheLine_DoesNotFlicker()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        LaneScene scene = Follow(road, isCalibrated: true);
        LaneAssigner assigner = new(new LaneAssignerOptions(), 8);
        HashSet<LaneAssignment> seen = [];
        for (int frame = 0; frame < 50; frame++)
        {
            Track[] tracks = [Vehicle(road, 1, 1.8 + (frame % 2 == 0 ? 0.2 : -0.2), 20)];
            assigner.Assign(frame * FrameNs, tracks, scene);
            seen.Add(tracks[0].Lane);
        }

        Assert.Single(seen);
    }

    [Fact]
    public void Assign_ClockIsSetBack_TheWaitGoesOn()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        LaneScene scene = Follow(road, isCalibrated: true);
        LaneAssigner assigner = new(new LaneAssignerOptions(), 8);
        Track[] tracks = [Vehicle(road, 1, 3.6, 20)];
        assigner.Assign(1_000_000 * FrameNs, tracks, scene);
        Assert.Equal(LaneAssignment.Left, tracks[0].Lane);
        for (int frame = 1; frame < 60; frame++)
        {
            tracks = [Vehicle(road, 1, 0, 20)];
            assigner.Assign(frame == 1 ? 1_000_001 * FrameNs : frame * FrameNs, tracks, scene);
        }

        Assert.Equal(LaneAssignment.Ego, tracks[0].Lane);
    }

    [Fact]
    public void Assign_VehicleCutsIn_ChangesOnceAfterTheWait()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        LaneScene scene = Follow(road, isCalibrated: true);
        LaneAssigner assigner = new(new LaneAssignerOptions(), 8);
        List<LaneAssignment> seen = [];
        for (int frame = 0; frame < 60; frame++)
        {
            Track[] tracks = [Vehicle(road, 7, 3.6 - (0.06 * frame), 25)];
            assigner.Assign(frame * FrameNs, tracks, scene);
            if (seen.Count == 0 || seen[^1] != tracks[0].Lane)
            {
                seen.Add(tracks[0].Lane);
            }
        }

        Assert.Equal([LaneAssignment.Left, LaneAssignment.Ego], seen);
    }

    [Fact]
    public void Assign_WideBoxShowingAVehiclesSide_GoesByItsRear()
    {
        SyntheticRoad road = new();
        road.Lines.AddRange([new SyntheticLine(1.8), new SyntheticLine(-1.8)]);
        LaneScene scene = Follow(road, isCalibrated: true);
        Track vehicle = Vehicle(road, 1, 3.2, 8);
        Track[] tracks = [vehicle with { Box = vehicle.Box with { XMax = vehicle.Box.XMax + 180 } }];
        new LaneAssigner(new LaneAssignerOptions(), 8).Assign(0, tracks, scene);
        Assert.Equal(LaneAssignment.Left, tracks[0].Lane);
    }

    internal static Track Vehicle(SyntheticRoad road, int id, double lateral, double distance)
    {
        double row = road.Horizon + (road.Focal * SyntheticRoad.CameraHeight / distance);
        double centre = (SyntheticRoad.ImageWidth / 2.0) - (road.Focal * road.Lateral(new SyntheticLine(lateral), distance) / distance);
        double half = 0.9 * road.Focal / distance;
        return new Track
        {
            TrackId = id,
            Class = ObjectClass.Car,
            State = TrackState.Confirmed,
            Score = 0.9f,
            Box = new Box((float)(centre - half), (float)(row - (1.5 * half)), (float)(centre + half), (float)row),
            Age = TimeSpan.FromSeconds(1),
            SinceSeen = TimeSpan.Zero,
        };
    }

    private static LaneScene Follow(SyntheticRoad road, bool isCalibrated)
    {
        LaneTracker tracker = new(new LaneTrackerOptions(), isCalibrated ? road.Calibration : null, SyntheticRoad.ImageWidth, SyntheticRoad.ImageHeight);
        road.Render();
        for (int frame = 0; frame < 30; frame++)
        {
            tracker.Update(frame * FrameNs, road.Paint, road.Drivable);
        }

        return tracker.Scene;
    }
}
