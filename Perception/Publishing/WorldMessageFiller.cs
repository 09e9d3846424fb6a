using Fusion.Lanes;
using Fusion.Ranging;
using Fusion.World;
using Perception.Client;
using Sensors.Frames;
using Sensors.Sources;
using Track = Fusion.Tracking.Track;

namespace Perception.Publishing;

/// <summary>Turns what Fusion knows after a frame into a world message, in two steps: what was seen, then how it was published.</summary>
/// <remarks>
/// One for each frame in process: it owns one message and everything in it and refills them, so that the steady state
/// allocates nothing. Not thread safe.
/// </remarks>
public sealed class WorldMessageFiller
{
    private const int StageTimesExpected = 8;
    private const int DropCausesExpected = 8;

    private readonly WorldMessage _message;
    private readonly TrackMessageFiller _tracks = new();
    private readonly LaneMessageFiller _lanes = new();
    private readonly LeadMessage _lead = new();
    private readonly HorizonMessage _horizon = new();
    private readonly MessagePool<StageTimingMessage> _stages = new(StageTimesExpected);
    private readonly MessagePool<DropCountMessage> _drops = new(DropCausesExpected);
    private readonly bool _isCalibrated;
    private WorldCapability? _capability;

    /// <param name="source">Names the source, its clock and whether it is calibrated.</param>
    public WorldMessageFiller(SourceDescription source)
    {
        _isCalibrated = source.Calibration is not null;
        _message = new WorldMessage
        {
            SchemaVersion = WireSchema.Version,
            SourceId = source.Id,
            Tracks = new List<TrackMessage>(TrackMessageFiller.ExpectedTracks),
            Lanes = new List<LaneMessage>(LaneMessageFiller.Positions),
            Stages = new List<StageTimingMessage>(StageTimesExpected),
            Drops = new List<DropCountMessage>(DropCausesExpected),
            CaptureClock = WireEnums.From(source.Clock),
            MetricAbsence = _isCalibrated ? null : source.CalibrationAbsence ?? $"source {source.Id}: expected a calibration, found none",
        };
    }

    /// <summary>The message, owned by this filler; refilled by the next <see cref="Fill"/>.</summary>
    public WorldMessage Message => _message;

    /// <summary>Writes what was seen.</summary>
    /// <param name="stamp">When and as what the frame was captured.</param>
    /// <param name="tracks">Every track to publish.</param>
    /// <param name="lanes">Lanes and drivable area.</param>
    /// <param name="lead">The nearest vehicle in the ego lane, if there is one; its track should be among <paramref name="tracks"/>.</param>
    /// <param name="capability">What the frame was processed with.</param>
    /// <param name="horizon">Where the road's horizon lies; null without a calibration.</param>
    public void Fill(FrameStamp stamp, ReadOnlySpan<Track> tracks, LaneScene lanes, Lead? lead, WorldCapability capability, RoadHorizon? horizon = null)
    {
        FillObjects(stamp, tracks, lead);
        FillCapability(capability);
        _lanes.Fill(_message.Lanes, lanes);
        _message.EgoLane = _lanes.EgoLane(lanes);
        _message.Drivable = capability.Drivable ? _lanes.Drivable(lanes) : null;
        _message.Horizon = horizon is { IsUsable: true } known ? FillHorizon(known) : null;
    }

    /// <summary>Writes the objects alone.</summary>
    internal void FillObjects(FrameStamp stamp, ReadOnlySpan<Track> tracks, Lead? lead)
    {
        _message.FrameId = stamp.FrameId;
        _message.CaptureTimeNs = stamp.CaptureTimeNs;
        _message.CaptureTimestamp = stamp.CaptureTimestamp;
        _tracks.Fill(_message.Tracks, tracks);
        _message.Lead = lead is { } value ? FillLead(value, tracks) : null;
    }

    /// <summary>Takes lanes and drivable area over from another message, whose they stay; without one there are none.</summary>
    internal void TakeLanes(WorldMessage? from, CapabilityMessage capability)
    {
        _message.Lanes.Clear();
        if (from is not null)
        {
            _message.Lanes.AddRange(from.Lanes);
        }

        _message.EgoLane = from?.EgoLane;
        _message.Drivable = from?.Drivable;
        CapabilityMessage own = _message.Capability;
        own.Objects = capability.Objects;
        own.Lanes = from?.Capability.Lanes ?? false;
        own.Drivable = from?.Capability.Drivable ?? false;
        own.Metric = _isCalibrated;
        own.Networks.Clear();
        own.Networks.AddRange(capability.Networks);
    }

    /// <summary>Writes how it is published; the publish time itself is stamped by <see cref="Publisher.Publish(WorldMessage)"/> or <see cref="PublishStamp"/>.</summary>
    /// <param name="sequenceNumber">Counts the source's messages from 0, without holes.</param>
    /// <param name="stages">In the order in which the frame passed them.</param>
    /// <param name="drops">Frames of this source lost since its last message, indexed by cause.</param>
    /// <param name="rung">What was left out to meet the deadline.</param>
    /// <param name="degradedReason">Why this is less than was configured, as one sentence; null where it is not.</param>
    public void Stamp(long sequenceNumber, ReadOnlySpan<StageTiming> stages, ReadOnlySpan<long> drops, LoadRung rung, string? degradedReason)
    {
        _message.Rung = rung;
        _message.SequenceNumber = sequenceNumber;
        _message.Capability.DegradedReason = degradedReason;
        FillStages(stages);
        FillDrops(drops);
    }

    private void FillStages(ReadOnlySpan<StageTiming> stages)
    {
        _stages.Reset();
        _message.Stages.Clear();
        foreach (StageTiming stage in stages)
        {
            StageTimingMessage timing = _stages.Take();
            timing.Stage = stage.Stage;
            timing.QueueWaitNs = Nanoseconds.Of(stage.QueueWait);
            timing.WorkNs = Nanoseconds.Of(stage.Work);
            _message.Stages.Add(timing);
        }
    }

    private void FillDrops(ReadOnlySpan<long> drops)
    {
        _drops.Reset();
        _message.Drops.Clear();
        for (int cause = 0; cause < drops.Length; cause++)
        {
            if (drops[cause] != 0)
            {
                DropCountMessage drop = _drops.Take();
                drop.Cause = cause;
                drop.Count = drops[cause];
                _message.Drops.Add(drop);
            }
        }
    }

    private void FillCapability(WorldCapability capability)
    {
        if (ReferenceEquals(capability, _capability))
        {
            return;
        }

        _capability = capability;
        CapabilityMessage message = _message.Capability;
        message.Objects = capability.Objects;
        message.Lanes = capability.Lanes;
        message.Drivable = capability.Drivable;
        message.Metric = _isCalibrated;
        message.Networks.Clear();
        message.Networks.AddRange(capability.Networks);
    }

    private HorizonMessage FillHorizon(in RoadHorizon horizon)
    {
        _horizon.Offset = horizon.Offset;
        _horizon.OffsetSigma = Math.Sqrt(horizon.OffsetVariance);
        _horizon.Curvature = horizon.Curvature;
        _horizon.CurvatureSigma = Math.Sqrt(horizon.CurvatureVariance);
        _horizon.Covariance = horizon.Covariance;
        return _horizon;
    }

    private LeadMessage FillLead(in Lead lead, ReadOnlySpan<Track> tracks)
    {
        _lead.TrackId = lead.TrackId;
        _lead.Range = WireUnits.Finite(lead.Range);
        _lead.RangeSigma = WireUnits.Finite(lead.RangeSigma);
        _lead.CameraDepth = WireUnits.Finite(lead.CameraDepth);
        _lead.ClosingSpeed = WireUnits.Finite(lead.ClosingSpeed);
        _lead.ClosingSpeedSigma = WireUnits.Finite(lead.ClosingSpeedSigma);
        _lead.TimeToCollision = WireUnits.Finite(lead.TimeToCollision);
        _lead.TimeToCollisionSigma = null;
        foreach (ref readonly Track track in tracks)
        {
            if (track.TrackId == lead.TrackId && _lead.TimeToCollision is not null)
            {
                _lead.TimeToCollisionSigma = WireUnits.Finite(track.TimeToCollisionSigma);
            }
        }

        return _lead;
    }
}
