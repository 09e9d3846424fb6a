using Fusion.Geometry;
using Fusion.Tracking;
using Fusion.World;

namespace Perception.Tests.World;

public sealed class LeadSelectorTests
{
    private readonly LeadSelector _selector = new(new LeadSelectorOptions());

    [Fact]
    public void Select_TwoInTheEgoLane_TakesTheNearer()
    {
        Lead? lead = _selector.Select([Metric(1, 40, -2), Metric(2, 25, -3), Metric(3, 10, 0) with { Lane = LaneAssignment.Left }]);
        Assert.Equal(2, lead?.TrackId);
        Assert.Equal(25, lead?.Range);
        Assert.Equal(0.5, lead?.RangeSigma);
        Assert.Equal(23.5, lead?.CameraDepth);
        Assert.Equal(3, lead?.ClosingSpeed);
        Assert.Equal(0.2, lead!.Value.ClosingSpeedSigma!.Value, 1e-9);
        Assert.Equal(8, lead?.TimeToCollision);
    }

    [Fact]
    public void Select_NoCalibration_TakesTheLowestAndInventsNoRange()
    {
        Lead? lead = _selector.Select([Plain(1, 300), Plain(2, 340)]);
        Assert.Equal(2, lead?.TrackId);
        Assert.Null(lead?.Range);
        Assert.Null(lead?.ClosingSpeed);
        Assert.Equal(8, lead?.TimeToCollision);
    }

    [Fact]
    public void Select_NothingThatMayLead_IsNull()
    {
        Assert.Null(_selector.Select([]));
        Assert.Null(_selector.Select(
        [
            Plain(1, 300) with { Class = ObjectClass.Pedestrian },
            Plain(2, 300) with { State = TrackState.Tentative },
            Plain(3, 300) with { Lane = LaneAssignment.Unknown },
            Plain(4, 300) with { State = TrackState.Lost, SinceSeen = TimeSpan.FromSeconds(0.8) },
            Metric(5, -3, 0),
        ]));
    }

    [Fact]
    public void Select_ConfirmedTrackMissedForAMoment_GoesOnLeading()
    {
        Assert.Equal(1, _selector.Select([Plain(1, 300) with { State = TrackState.Lost, SinceSeen = TimeSpan.FromSeconds(0.2) }])?.TrackId);
    }

    private static Track Plain(int id, float bottom) => new()
    {
        TrackId = id,
        Class = ObjectClass.Car,
        State = TrackState.Confirmed,
        Score = 0.9f,
        Box = new Box(400, bottom - 60, 480, bottom),
        Age = TimeSpan.FromSeconds(1),
        SinceSeen = TimeSpan.Zero,
        TimeToCollision = 8,
        Lane = LaneAssignment.Ego,
    };

    private static Track Metric(int id, double x, double vx) => Plain(id, 300) with
    {
        Ego = new EgoState(x, 0, vx, 0, 0.25, 0.1, 0, 0.04, 0.04) { CameraDepth = x - 1.5 },
    };
}
