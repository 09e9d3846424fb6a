using Fusion.Geometry;
using Fusion.Lanes;
using Fusion.Ranging;
using Fusion.Tracking;
using Fusion.World;
using Perception.Client;
using Perception.Publishing;
using Perception.Tests.Shared;
using Sensors.Frames;
using Sensors.Sources;
using ObjectClass = Fusion.Tracking.ObjectClass;
using TrackState = Fusion.Tracking.TrackState;

namespace Perception.Tests.Publishing;

[Collection(Alone.Name)]
public sealed class WorldMessageFillerTests
{
    private static readonly SourceDescription Source = new()
    {
        Id = "front", Kind = "video", Origin = "drive.mp4", Width = 960, Height = 540,
        Clock = global::Sensors.Sources.CaptureClock.Drive, CalibrationAbsence = "drive.mp4: expected a calibration, found none",
    };

    private static readonly WorldCapability Capability = new() { Objects = true, Lanes = true, Drivable = true, Networks = [0, 1] };

    private readonly WorldMessageFiller _filler = new(Source);

    [Fact]
    public void Fill_TracksAndLead_CarriesTheirValues()
    {
        EgoState ego = new(20, 1, -2, 0.5, 4, 0.25, 0.1, 1, 0.5) { CameraDepth = 18, CameraDepthVariance = 3 };
        Track track = Sample(7) with { Ego = ego, TimeToCollision = 10, TimeToCollisionSigma = 2 };
        Lead lead = new(7, 20, 2, 18, 2, 1, 10);

        _filler.Fill(new FrameStamp(3, 120_000_000, 99), [track, Sample(8)], new LaneScene(), lead, Capability);
        _filler.Stamp(12, [new StageTiming(1, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(5))], [0, 4], LoadRung.Full, null);
        WorldMessage message = _filler.Message;

        Assert.Equal((12, 3, 120_000_000, 99), (message.SequenceNumber, message.FrameId, message.CaptureTimeNs, message.CaptureTimestamp));
        Assert.Equal(("front", "drive.mp4: expected a calibration, found none"), (message.SourceId, message.MetricAbsence));
        Assert.Equal((1, 2_000_000, 5_000_000), (message.Stages[0].Stage, message.Stages[0].QueueWaitNs, message.Stages[0].WorkNs));
        Assert.Equal((1, 4), (Assert.Single(message.Drops).Cause, message.Drops[0].Count));
        Assert.Equal((7, 100_000_000, 18, 3), (message.Tracks[0].TrackId, message.Tracks[0].AgeNs, message.Tracks[0].Ego!.CameraDepth, message.Tracks[0].Ego!.CameraDepthVariance));
        Assert.Null(message.Tracks[1].Ego);
        Assert.Equal((7, 18, 2), (message.Lead!.TrackId, message.Lead.CameraDepth, message.Lead.TimeToCollisionSigma));
        Assert.Equal([0, 1], message.Capability.Networks);
        Assert.False(message.Capability.Metric);
    }

    [Fact]
    public void Fill_NumbersThatAreNotFinite_AreAbsent()
    {
        Track track = Sample(1) with { Ego = new EgoState(double.NaN, 0, 0, 0, 1, 1, 0, 1, 1), TimeToCollision = double.PositiveInfinity };

        _filler.Fill(default, [track], new LaneScene(), new Lead(1, double.NaN, null, null, null, null, null), Capability);

        Assert.Null(_filler.Message.Tracks[0].Ego);
        Assert.Null(_filler.Message.Tracks[0].TimeToCollision);
        Assert.Null(_filler.Message.Lead!.Range);
    }

    [Fact]
    public void Fill_ExtentAndMotion_CarriesThemAndLeavesThemOutWhereTheyAreNotKnown()
    {
        EgoState place = new(20, 1, -2, 0.5, 4, 0.25, 0.1, 1, 0.5) { HalfDepth = 1.9 };
        EgoState whole = place with { Extent = new ObjectExtent(1.8, 0.04, 1.5, 0.01, 0.25), Motion = new MotionCovariance(0.5, 0.02, 0.03, 0.1, 0.04) };
        EgoState broken = whole with { Extent = new ObjectExtent(1.8, double.NaN, 1.5, 0.01, 0.25), Motion = new MotionCovariance(0, double.PositiveInfinity, 0, 0, 0) };

        _filler.Fill(default, [Sample(1) with { Ego = whole }, Sample(2) with { Ego = place }, Sample(3) with { Ego = broken }], new LaneScene(), null, Capability);

        EgoStateMessage[] states = [.. _filler.Message.Tracks.Select(track => track.Ego!)];
        Assert.Equal(
            (1.8, 0.2, 1.5, 0.1, 1.9, 0.5),
            (states[0].Width, states[0].WidthSigma, states[0].Height, states[0].HeightSigma, states[0].HalfDepth, states[0].HalfDepthSigma));
        Assert.Equal(
            (0.5, 0.02, 0.03, 0.1, 0.04),
            (states[0].CovarianceXVx, states[0].CovarianceXVy, states[0].CovarianceYVx, states[0].CovarianceYVy, states[0].CovarianceVxVy));
        Assert.All(states[1..], state => Assert.Null(state.Width ?? state.WidthSigma ?? state.Height ?? state.HeightSigma ?? state.HalfDepth ?? state.HalfDepthSigma));
        Assert.All(states[1..], state => Assert.Null(state.CovarianceXVx ?? state.CovarianceXVy ?? state.CovarianceYVx ?? state.CovarianceYVy ?? state.CovarianceVxVy));
    }

    [Fact]
    public void Fill_Horizon_CarriesItAsDeviationsAndLeavesItOutWhereItIsNotKnown()
    {
        _filler.Fill(default, [], new LaneScene(), null, Capability, new RoadHorizon(0.02, -0.001, 0.0004, 1e-6, 1e-8));
        HorizonMessage horizon = _filler.Message.Horizon!;
        Assert.Equal((0.02, 0.02, -0.001, 1e-4, 1e-6), (horizon.Offset, horizon.OffsetSigma, horizon.Curvature, horizon.CurvatureSigma, horizon.Covariance));

        foreach (RoadHorizon? unknown in new RoadHorizon?[] { null, new(double.NaN, 0, 1, 0, 1), new(0, 0, -1, 0, 1) })
        {
            _filler.Fill(default, [], new LaneScene(), null, Capability, unknown);
            Assert.Null(_filler.Message.Horizon);
        }
    }

    [Fact]
    public void Fill_FewerTracksThanBefore_KeepsNothingOfTheOthers()
    {
        _filler.Fill(default, [Sample(1), Sample(2)], new LaneScene(), new Lead(1, null, null, null, null, null, null), Capability);

        _filler.Fill(default, [Sample(3)], new LaneScene(), null, Capability);

        Assert.Equal(3, Assert.Single(_filler.Message.Tracks).TrackId);
        Assert.Null(_filler.Message.Lead);
    }

    [Fact]
    public void Fill_SteadyState_AllocatesNothing()
    {
        EgoState ego = new(20, 1, -2, 0.5, 4, 0.25, 0.1, 1, 0.5) { Extent = new ObjectExtent(1.8, 0.04, 1.5, 0.01, 0.25), Motion = new MotionCovariance(0.5, 0.02, 0.03, 0.1, 0.04) };
        Track[] tracks = [.. Enumerable.Range(1, 20).Select(id => Sample(id) with { Ego = ego })];
        StageTiming[] stages = [new(0, TimeSpan.Zero, TimeSpan.Zero), new(1, TimeSpan.Zero, TimeSpan.Zero)];
        long[] drops = [1, 0, 2];
        LaneScene lanes = new();
        Action fill = () =>
        {
            _filler.Fill(default, tracks, lanes, new Lead(1, 1, 1, 1, 1, 1, 1), Capability, new RoadHorizon(0.02, 0, 0.0004, 0, 0));
            _filler.Stamp(0, stages, drops, LoadRung.Full, null);
        };
        fill();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            fill();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Track Sample(int id) => new()
    {
        TrackId = id, Class = ObjectClass.Car, State = TrackState.Confirmed, Score = 0.9f, Box = new Box(1, 2, 30, 40),
        Age = TimeSpan.FromMilliseconds(100), SinceSeen = TimeSpan.Zero,
    };
}
