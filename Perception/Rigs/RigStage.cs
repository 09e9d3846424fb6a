using Fusion.Rigs;
using Perception.Client;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Schedules;
using Sensors.EgoMotion;

namespace Perception.Rigs;

/// <summary>One instant's finished frames to one published world. Not thread safe; allocates nothing in steady state.</summary>
internal sealed class RigStage
{
    private readonly PerceptionPipeline[] _cameras;
    private readonly Publisher? _publisher;
    private readonly RecordStage _record;
    private readonly RigMonitor _monitor;
    private readonly TimeProvider _time;
    private readonly bool _isLossless;
    private readonly RigSchedule? _schedule;
    private readonly RigScheduleRecorder? _recorder;
    private readonly RigFusion _fusion;
    private readonly RigMessageFiller _filler;
    private readonly Fusion.World.LeadSelector _lead;
    private readonly StageTiming[] _timings = new StageTiming[StageTimes.StageCount];
    private readonly long[][] _dropsBefore;
    private readonly long[] _drops = new long[DropCounts.Causes.Length];
    private readonly string[] _lateReasons;
    private readonly string[] _missingReasons;
    private readonly string[] _lostReasons;
    private readonly string[] _overReasons;
    private long _sequenceNumber;

    public RigStage(
        RigOptions options, PerceptionPipeline[] cameras, Publisher? publisher, IReadOnlyList<IWorldSink> sinks, RigMonitor monitor, TimeProvider time)
    {
        _cameras = cameras;
        _publisher = publisher;
        _record = new RecordStage(sinks, cameras[0].Options.EndsOnRecordingFault, cameras[0].Monitor);
        _monitor = monitor;
        _time = time;
        _isLossless = options.IsLossless;
        _schedule = options.Schedule;
        _recorder = options.Recorder;
        Fusion.World.WorldFusionOptions fusion = cameras[0].Options.Fusion;
        _fusion = new RigFusion(options.Fusion, fusion.Assignment, [.. cameras.Select(camera => camera.Source.Calibration)], fusion.Tracker.MaximumTracks);
        _lead = new Fusion.World.LeadSelector(fusion.Lead);
        _filler = new RigMessageFiller(options.Id, [.. cameras.Select(camera => camera.Source)]);
        _dropsBefore = [.. cameras.Select(_ => new long[DropCounts.Causes.Length])];
        _lateReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: the frame came after its instant had been closed")];
        _missingReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: a frame was due and none has come")];
        _lostReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: it ended before its frame had come out")];
        _overReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: its drive is over")];
    }

    /// <summary>What is told of a frame that came too late.</summary>
    public string LateReason(int camera) => _lateReasons[camera];

    /// <summary>Fuses, publishes, counts and records. Jobs that failed are told of and left to their pipelines.</summary>
    public void Process(Instant instant)
    {
        FrameJob? first = null;
        FrameJob? last = null;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            FrameJob? job = instant.Jobs[camera];
            if (job?.Failure is not null)
            {
                instant.States[camera] = ContributionState.Degraded;
            }
            else if (job is not null && !_cameras[camera].Monitor.TryBeginPublishing(job))
            {
                // Its camera has ended, and counted the frame as lost.
                instant.States[camera] = ContributionState.Missing;
                instant.IsLost[camera] = true;
                job.IsLost = true;
            }
            else if (job is not null)
            {
                _fusion.Take(camera, job.Frame!.Stamp.CaptureTimeNs, job.RigTracks);
                first ??= job;
                last = last is null || Left(job) > Left(last) ? job : last;
            }

            if (instant.Scheduled is { } scheduled)
            {
                _schedule!.CheckState(scheduled, camera, instant.States[camera]);
            }

            FrameJob? given = Given(instant, camera);
            _recorder?.Cameras[camera].Contribution(instant.States[camera], given?.Stamp, Reason(instant, camera, given));
        }

        if (first is null)
        {
            // Nothing came of the whole instant; its drops are told with the next world.
            _recorder?.Instant(instant.Number, instant.CaptureTimeNs, world: null);
            _monitor.CountInstantFailed();
            return;
        }

        FrameJob? lanes = instant.Jobs[0] is { Failure: null, IsLost: false } front ? front : null;
        ReadOnlySpan<Fusion.Tracking.Track> tracks = _fusion.Fuse(instant.CaptureTimeNs, YawRate(instant.CaptureTimeNs), lanes?.LaneBounds ?? default);
        _filler.Fill(instant.Number, instant.CaptureTimeNs, Earliest(instant), _fusion, _lead.Select(tracks), lanes?.Message, first.Message.Capability);
        FillCameras(instant);
        _recorder?.Instant(instant.Number, instant.CaptureTimeNs, _sequenceNumber);
        _filler.Stamp(_sequenceNumber++, _timings.AsSpan(0, last!.Times.Fill(_timings, last.Frame!.Stamp.CaptureTimestamp, _time)), _drops);
        if (_publisher is null)
        {
            PublishStamp.Apply(_filler.Message, _time);
        }
        else
        {
            _publisher.Publish(_filler.Message);
        }

        _monitor.CountPublished(instant.States, _fusion, _time.GetElapsedTime(_filler.Message.CaptureTimestamp));
        _record.Write(_filler.Message, first.Frame!.Image);
    }

    /// <summary>A camera's frame, published or failed; null where it gave none, or ended before that had come out.</summary>
    private static FrameJob? Given(Instant instant, int camera) => instant.Jobs[camera] is { IsLost: false } given ? given : null;

    private static long Left(FrameJob job) => job.Times.TryGet(PipelineStage.Fuse, out _, out long left) ? left : 0;

    /// <summary>When the instant's first frame arrived.</summary>
    private static long Earliest(Instant instant)
    {
        long earliest = long.MaxValue;
        foreach (FrameJob? job in instant.Jobs)
        {
            earliest = job?.Frame is { } frame ? Math.Min(earliest, frame.Stamp.CaptureTimestamp) : earliest;
        }

        return earliest;
    }

    private double YawRate(long captureTimeNs)
    {
        foreach (PerceptionPipeline camera in _cameras)
        {
            if (camera.Source.EgoMotion is { } motion && motion.TryAt(captureTimeNs, out EgoMotionSample sample))
            {
                return sample.YawRate;
            }
        }

        return 0;
    }

    private void FillCameras(Instant instant)
    {
        Array.Clear(_drops);
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            FrameJob? job = Given(instant, camera);
            _filler.BeginCamera(camera, instant.States[camera], job?.Stamp, Reason(instant, camera, job));
            foreach (DropCause cause in DropCounts.Causes)
            {
                long since = instant.Scheduled?.Cameras[camera].Drops[(int)cause] ?? SinceLast(camera, cause, job);
                if (since > 0)
                {
                    _recorder?.Cameras[camera].Told(cause, since);
                    _drops[(int)cause] += since;
                    _filler.AddDrops(camera, (int)cause, since);
                }
            }
        }
    }

    /// <summary>
    /// A camera's losses that no world has told of yet. Frames that could not be read count from where they stood in the drive; a lossless run
    /// tells them with the camera's next frame, in the same message every time.
    /// </summary>
    private long SinceLast(int camera, DropCause cause, FrameJob? job)
    {
        long before = _dropsBefore[camera][(int)cause];
        long total = cause != DropCause.Decode ? _cameras[camera].Monitor.Drops[cause]
            : job?.Frame is { } frame ? frame.BadFramesBefore
            : _isLossless ? before
            : _cameras[camera].Monitor.Drops[cause];
        long since = Math.Max(total - before, 0);
        _dropsBefore[camera][(int)cause] += since;
        return since;
    }

    private string? Reason(Instant instant, int camera, FrameJob? job)
    {
        if (instant.Scheduled is { } scheduled)
        {
            return scheduled.Cameras[camera].Reason;
        }

        return instant.States[camera] switch
        {
            ContributionState.Late => _lateReasons[camera],
            ContributionState.Missing => (instant.IsLost[camera] ? _lostReasons : _missingReasons)[camera],
            ContributionState.Degraded => job?.Problem,
            ContributionState.NotDue when instant.IsDriveOver[camera] => _overReasons[camera],
            _ => null,
        };
    }
}
