using Fusion.Geometry;
using Fusion.World;
using Perception.Inference;
using Perception.Publishing;
using Sensors.Frames;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>Detections and masks to tracks, lane curves and lead; writes what is seen into the job's message.</summary>
public sealed class FuseStage
{
    private const int ToldLanes = 1;
    private const int ToldDrivable = 2;

    private readonly WorldFusion _fusion;
    private readonly IReadOnlyList<LoadPlan> _plans;
    private readonly WorldCapability[] _withoutLanes;

    // By plan, and by what its network tells of lines and of the drivable area.
    private readonly WorldCapability[][] _withLanes;
    private readonly ImageView[] _views;
    private readonly int _maximumTracks;
    private readonly bool _isForRig;
    private int _section;
    private long _tracksTooMany;
    private long? _last;

    /// <param name="options">How it fuses.</param>
    /// <param name="source">Image size, calibration, ego motion.</param>
    /// <param name="networks">What may run on a frame.</param>
    /// <param name="isForRig">Whether the tracks are kept in the job as well, for its rig.</param>
    /// <param name="before">The one in whose place this one is started, so that no identity is given twice and no confirmed track is forgotten in the count; null for the first.</param>
    public FuseStage(WorldFusionOptions options, SourceDescription source, NetworkSet networks, bool isForRig = false, FuseStage? before = null)
    {
        _isForRig = isForRig;
        _maximumTracks = options.Tracker.MaximumTracks;
        _fusion = before is null ? new WorldFusion(options, source) : new WorldFusion(options, source, before._fusion.LastTrackId, before._fusion.ConfirmedTracksEver);
        _plans = networks.Plans;
        _withoutLanes = [.. networks.Plans.Select(plan => Capability(networks, plan, runsLanes: false))];
        _withLanes =
        [
            .. networks.Plans.Select(plan => Enumerable.Range(0, 4)
                .Select(told => Capability(networks, plan, runsLanes: true, lanes: (told & ToldLanes) != 0, drivable: (told & ToldDrivable) != 0))
                .ToArray()),
        ];
        _views = [.. networks.Plans.Select(plan => View(networks, plan, source))];
    }

    public void Process(FrameJob job)
    {
        FrameStamp stamp = job.Frame!.Stamp;
        if (job.Frame.Section != _section)
        {
            _section = job.Frame.Section;
            _fusion.StartAnew();
            _last = null;
            _tracksTooMany = 0;
        }

        ImageMotion? motion = job.TakeMotion(_last);
        _last = job.Sequence;
        int plan = IndexOf(job.Plan);
        WorldModel world = job.RunsLanes
            ? _fusion.Update(stamp.CaptureTimeNs, job.Detections.AsSpan(0, job.DetectionCount), job.LaneLines, job.Drivable, _views[plan], motion)
            : _fusion.UpdateObjects(stamp.CaptureTimeNs, job.Detections.AsSpan(0, job.DetectionCount), _views[plan], motion);
        job.Filler.Fill(stamp, world.Tracks, world.Lanes, world.Lead, job.RunsLanes ? _withLanes[plan][Told(job)] : _withoutLanes[plan], world.Horizon);
        if (_isForRig)
        {
            job.KeepForRig(world, _maximumTracks);
        }

        // The fusion counts from its beginning, or since it was started anew.
        long tooMany = _fusion.TrackerCounters.TracksTooMany;
        job.TracksTooMany = tooMany - _tracksTooMany;
        _tracksTooMany = tooMany;
        job.ConfirmedTracksEver = world.ConfirmedTracksEver;
        job.HasBothEgoLines = world.Lanes.HasBothEgoLines;
    }

    /// <summary>What the lane network told: some know lines alone, some the drivable area alone.</summary>
    private static int Told(FrameJob job) => (job.LaneLines.IsPresent ? ToldLanes : 0) | (job.Drivable.IsPresent ? ToldDrivable : 0);

    private static WorldCapability Capability(NetworkSet networks, LoadPlan plan, bool runsLanes, bool lanes = false, bool drivable = false)
    {
        int objects = networks.Slots[plan.Objects].NetworkIndex;
        int road = networks.Slots[plan.Lanes].NetworkIndex;
        return new WorldCapability
        {
            Objects = true,
            Lanes = lanes,
            Drivable = drivable,
            Networks = objects == road || !runsLanes ? [objects] : [objects, road],
        };
    }

    /// <summary>What of the source image is looked at for objects.</summary>
    private static ImageView View(NetworkSet networks, LoadPlan plan, SourceDescription source)
    {
        Letterbox seen = Letterbox.For(networks.Slots[plan.Objects].Network.Manifest.Input, source.Width, source.Height, plan.Region);
        Box part = new(seen.CropLeft, seen.CropTop, source.Width - seen.CropRight, source.Height - seen.CropBottom);
        return new ImageView(plan.Region is null ? null : part, 1 / Math.Min(seen.ScaleX, seen.ScaleY));
    }

    private int IndexOf(LoadPlan plan)
    {
        for (int i = 0; i < _plans.Count; i++)
        {
            if (ReferenceEquals(_plans[i], plan))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"The rung {plan.Rung} is none of this run's networks.");
    }
}
