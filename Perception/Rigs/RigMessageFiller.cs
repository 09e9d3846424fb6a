using Fusion.Rigs;
using Fusion.World;
using Perception.Client;
using Perception.Publishing;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Rigs;

/// <summary>Turns what the rig's fusion knows after an instant into a world message. Owns one message and refills it. Not thread safe.</summary>
internal sealed class RigMessageFiller
{
    private readonly WorldMessageFiller _world;
    private readonly CameraContributionMessage[] _cameras;
    private readonly MessagePool<TrackViewMessage> _views = new(TrackMessageFiller.ExpectedTracks);
    private readonly MessagePool<DropCountMessage> _drops = new(expected: 8);
    private readonly string?[] _calibrationAbsence;

    public RigMessageFiller(string rigId, IReadOnlyList<SourceDescription> cameras)
    {
        _calibrationAbsence = [.. cameras.Select(camera => camera.Calibration is null ? $"camera {camera.Id}: {camera.CalibrationAbsence ?? "no calibration"}" : null)];

        // Metric as soon as one camera is: its tracks and lanes have a place.
        SourceDescription named = cameras.FirstOrDefault(camera => camera.Calibration is not null) ?? cameras[0];
        _world = new WorldMessageFiller(named with { Id = rigId });
        _cameras = [.. cameras.Select(camera => new CameraContributionMessage { SourceId = camera.Id, IsMetric = camera.Calibration is not null })];
        Message.Cameras.AddRange(_cameras);
    }

    public WorldMessage Message => _world.Message;

    /// <param name="number">The instant's.</param>
    /// <param name="captureTimeNs">Capture time of its newest frame.</param>
    /// <param name="arrivedAt">When its first frame arrived, on the monotonic clock.</param>
    /// <param name="fusion">Its objects.</param>
    /// <param name="lead">The nearest vehicle in the ego lane.</param>
    /// <param name="lanes">The first camera's own message, whose lanes are the rig's; valid until this one is published. Null where it gave none.</param>
    /// <param name="capability">What a contributing camera's frame was processed with.</param>
    public void Fill(
        long number, long captureTimeNs, long arrivedAt, RigFusion fusion, Lead? lead, WorldMessage? lanes, CapabilityMessage capability)
    {
        _world.FillObjects(new FrameStamp(number, captureTimeNs, arrivedAt), fusion.Tracks, lead);
        _world.TakeLanes(lanes, capability);
        _views.Reset();
        for (int i = 0; i < Message.Tracks.Count; i++)
        {
            List<TrackViewMessage> views = Message.Tracks[i].Views;
            views.Clear();
            foreach (RigView view in fusion.Views(i))
            {
                views.Add(Fill(view));
            }
        }

        _drops.Reset();
    }

    /// <param name="camera">Which one, in the rig's order.</param>
    /// <param name="state">What it gave.</param>
    /// <param name="stamp">Its frame's; null where it gave none.</param>
    /// <param name="reason">Why it gave less than it should have; null where it did not.</param>
    /// <param name="horizon">Its frame's, whose it stays; valid until this world is published. Null where it gave none.</param>
    public void BeginCamera(int camera, ContributionState state, FrameStamp? stamp, string? reason, HorizonMessage? horizon)
    {
        CameraContributionMessage message = _cameras[camera];
        message.State = state;
        message.FrameId = stamp?.FrameId;
        message.CaptureTimeNs = stamp?.CaptureTimeNs;
        message.Reason = reason ?? _calibrationAbsence[camera];
        message.Horizon = horizon;
        message.Drops.Clear();
    }

    public void AddDrops(int camera, int cause, long count)
    {
        DropCountMessage message = _drops.Take();
        message.Cause = cause;
        message.Count = count;
        _cameras[camera].Drops.Add(message);
    }

    /// <summary>The world is less than was configured where a camera gave less than it should have, or where frames before it were lost.</summary>
    /// <param name="sequenceNumber">Counts the rig's worlds from 0.</param>
    /// <param name="stages">Those of the camera that was ready last.</param>
    /// <param name="drops">The cameras' losses since the last world, indexed by cause.</param>
    /// <param name="dropReason">Why frames were lost, as one sentence; null where none were.</param>
    public void Stamp(long sequenceNumber, ReadOnlySpan<StageTiming> stages, ReadOnlySpan<long> drops, string? dropReason)
    {
        string? degraded = null;
        foreach (CameraContributionMessage camera in _cameras)
        {
            degraded ??= camera.State is ContributionState.Contributed or ContributionState.NotDue ? null : camera.Reason;
        }

        _world.Stamp(sequenceNumber, stages, drops, LoadRung.Full, degraded ?? dropReason);
    }

    private TrackViewMessage Fill(in RigView view)
    {
        TrackViewMessage message = _views.Take();
        message.Camera = view.Camera;
        message.TrackId = view.TrackId;
        message.Box.XMin = view.Box.XMin;
        message.Box.YMin = view.Box.YMin;
        message.Box.XMax = view.Box.XMax;
        message.Box.YMax = view.Box.YMax;
        message.SinceSeenNs = Nanoseconds.Of(view.SinceSeen);
        return message;
    }
}
