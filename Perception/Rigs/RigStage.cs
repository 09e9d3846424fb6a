using Fusion.Rigs;
using Perception.Client;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Schedules;
using Sensors.EgoMotion;

namespace Perception.Rigs;

/// <summary>One instant's finished frames to one published world. Not thread safe; allocates nothing in steady state.</summary>
/// <remarks>For each instant <see cref="Begin"/>, <see cref="Process"/>, then <see cref="Complete"/>, or <see cref="Lose"/> where that failed.</remarks>
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
    private readonly RigOptions _options;
    private readonly Fusion.World.LeadSelector _lead;
    private readonly long[][] _dropsBefore;
    private readonly string[] _lateReasons;
    private readonly string[] _missingReasons;
    private readonly string[] _lostReasons;
    private readonly string[] _overReasons;
    private readonly Outlet _outlet = new();
    private RigFusion _fusion;
    private RigMessageFiller _filler;
    private StageTiming[] _timings = new StageTiming[StageTimes.StageCount];
    private long[] _drops = new long[DropCounts.Causes.Length];
    private int[] _sections;

    // By camera: why the losses that the world tells of were; null where it tells of none.
    private string?[] _dropReasons;
    private int _lastObjectId;

    public RigStage(
        RigOptions options, PerceptionPipeline[] cameras, Publisher? publisher, IReadOnlyList<IWorldSink> sinks, RigMonitor monitor, TimeProvider time)
    {
        _options = options;
        _cameras = cameras;
        _publisher = publisher;
        _record = new RecordStage(sinks, cameras[0].Options.EndsOnRecordingFault, cameras[0].Monitor);
        _monitor = monitor;
        _time = time;
        _isLossless = options.IsLossless;
        _schedule = options.Schedule;
        _recorder = options.Recorder;
        _fusion = CreateFusion();
        _lead = new Fusion.World.LeadSelector(cameras[0].Options.Fusion.Lead);
        _filler = CreateFiller();
        _sections = new int[cameras.Length];
        _dropsBefore = [.. cameras.Select(_ => new long[DropCounts.Causes.Length])];
        _dropReasons = new string?[cameras.Length];
        _lateReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: the frame came after its instant had been closed")];
        _missingReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: a frame was due and none has come")];
        _lostReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: it ended before its frame had come out")];
        _overReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: its drive is over")];
    }

    /// <summary>What is told of a frame that came too late.</summary>
    public string LateReason(int camera) => _lateReasons[camera];

    /// <summary>The same stage without what it remembered, in the place of one that failed; what that one still works on stays its own.</summary>
    public RigStage Renew()
    {
        RigStage next = (RigStage)MemberwiseClone();
        next._fusion = CreateFusion();
        next._filler = CreateFiller();
        next._timings = new StageTiming[_timings.Length];
        next._drops = new long[_drops.Length];
        next._sections = [.. _sections];
        next._dropReasons = new string?[_dropReasons.Length];
        return next;
    }

    /// <summary>Says what each camera gave. Jobs that failed are told of and left to their pipelines.</summary>
    /// <exception cref="ScheduleException">It gave something else than the schedule that is followed says.</exception>
    public void Begin(Instant instant)
    {
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

            if (instant.Scheduled is { } scheduled)
            {
                _schedule!.CheckState(scheduled, camera, instant.States[camera]);
            }
        }
    }

    /// <summary>Fuses and publishes; nothing is counted or recorded yet.</summary>
    public void Process(Instant instant)
    {
        StartAnewAfterACut(instant);
        FrameJob? last = null;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            if (Published(instant, camera) is { } job)
            {
                _fusion.Take(camera, job.Frame!.Stamp.CaptureTimeNs, job.RigTracks);
                last = last is null || Left(job) > Left(last) ? job : last;
            }
        }

        if (last is null)
        {
            return;
        }

        FrameJob? lanes = Published(instant, camera: 0);
        ReadOnlySpan<Fusion.Tracking.Track> tracks = _fusion.Fuse(instant.CaptureTimeNs, YawRate(instant.CaptureTimeNs), lanes?.LaneBounds ?? default);
        _filler.Fill(instant.Number, instant.CaptureTimeNs, Earliest(instant), _fusion, _lead.Select(tracks), lanes?.Message, First(instant)!.Message.Capability);
        FillCameras(instant);
        Publish(instant, last);
    }

    /// <summary>Counts and records an instant that was processed.</summary>
    /// <exception cref="IOException">A recording failed and that ends the run.</exception>
    public void Complete(Instant instant)
    {
        if (First(instant) is not { } first)
        {
            // Nothing came of the whole instant; its drops are told with the next world.
            RecordContributions(instant);
            _recorder?.Instant(instant.Number, instant.CaptureTimeNs, world: null);
            _monitor.CountInstantFailed();
            return;
        }

        RecordContributions(instant);
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            foreach (DropCountMessage drop in _filler.Message.Cameras[camera].Drops)
            {
                _dropsBefore[camera][drop.Cause] += drop.Count;
                _recorder?.Cameras[camera].Told((DropCause)drop.Cause, drop.Count, _dropReasons[camera]);
            }
        }

        _recorder?.Instant(instant.Number, instant.CaptureTimeNs, _filler.Message.SequenceNumber);
        _lastObjectId = _fusion.LastObjectId;
        _monitor.CountPublished(instant.States, _fusion, _time.GetElapsedTime(_filler.Message.CaptureTimestamp));
        _record.Write(_filler.Message, first.Frame!.Image);
    }

    /// <summary>Counts and records an instant that it failed on; every frame of it is lost, and its drops are told with the next world.</summary>
    public void Lose(Instant instant, Exception failure)
    {
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            if (Published(instant, camera) is { } job)
            {
                job.Fail(failure, PipelineStage.Publish);
                instant.States[camera] = ContributionState.Degraded;
            }
        }

        RecordContributions(instant);
        _recorder?.Instant(instant.Number, instant.CaptureTimeNs, world: null);
        _monitor.CountInstantFailed();
    }

    /// <summary>Numbers and sends the world, one at a time: a stage that stood still here may come after those in its place, with a number of its own.</summary>
    private void Publish(Instant instant, FrameJob last)
    {
        int timings = last.Times.Fill(_timings, last.Frame!.Stamp.CaptureTimestamp, _time);
        lock (_outlet.Gate)
        {
            if (last.IsGivenUp)
            {
                // It stood still before this: the instant is counted as lost, and nothing of it may go out.
                return;
            }

            long number = instant.Scheduled?.World ?? _outlet.NextNumber;
            _filler.Stamp(number, _timings.AsSpan(0, timings), _drops, FirstDropReason());
            if (_publisher is null)
            {
                PublishStamp.Apply(_filler.Message, _time);
            }
            else
            {
                _publisher.Publish(_filler.Message);
            }

            _outlet.NextNumber = number + 1;
        }
    }

    private RigFusion CreateFusion()
    {
        Fusion.World.WorldFusionOptions fusion = _cameras[0].Options.Fusion;
        return new RigFusion(_options.Fusion, fusion.Assignment, [.. _cameras.Select(camera => camera.Source.Calibration)], fusion.Tracker, _lastObjectId);
    }

    private RigMessageFiller CreateFiller() => new(_options.Id, [.. _cameras.Select(camera => camera.Source)]);

    private void RecordContributions(Instant instant)
    {
        for (int camera = 0; _recorder is not null && camera < _cameras.Length; camera++)
        {
            FrameJob? given = Given(instant, camera);
            _recorder.Cameras[camera].Contribution(instant.States[camera], given?.Stamp, Reason(instant, camera, given));
        }
    }

    /// <summary>The first camera's frame of which there is something; null where nothing came of the whole instant.</summary>
    private static FrameJob? First(Instant instant)
    {
        for (int camera = 0; camera < instant.Jobs.Length; camera++)
        {
            if (Published(instant, camera) is { } job)
            {
                return job;
            }
        }

        return null;
    }

    /// <summary>A camera's frame that is part of the world; null where it gave none, or that failed or was lost.</summary>
    private static FrameJob? Published(Instant instant, int camera) => instant.Jobs[camera] is { Failure: null, IsLost: false } job ? job : null;

    /// <summary>
    /// Forgets all objects where a camera's frame does not follow its last one (the drive began again, or was sought in), and where the schedule says
    /// that the rig's own stage failed and was started anew: at its publishing, where a camera of a rig does nothing itself.
    /// </summary>
    private void StartAnewAfterACut(Instant instant)
    {
        bool isCut = false;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            isCut |= instant.Jobs[camera]?.Scheduled?.Stage == PipelineStage.Publish;
            if (instant.Jobs[camera]?.Frame is { } frame && frame.Section != _sections[camera])
            {
                _sections[camera] = frame.Section;
                isCut = true;
            }
        }

        if (isCut)
        {
            _fusion.StartAnew();
        }
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
            _dropReasons[camera] = instant.Scheduled?.Cameras[camera].DropReason;
            foreach (DropCause cause in DropCounts.Causes)
            {
                long since = instant.Scheduled?.Cameras[camera].Drops[(int)cause] ?? SinceLast(camera, cause, job);
                if (since > 0)
                {
                    _drops[(int)cause] += since;
                    _filler.AddDrops(camera, (int)cause, since);
                    _dropReasons[camera] ??= DropReason(camera, cause, job);
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
        // Counted as told only once the world is out.
        long before = _dropsBefore[camera][(int)cause];
        long total = cause != DropCause.Decode ? _cameras[camera].Monitor.Drops[cause]
            : job?.Frame is { } frame ? frame.BadFramesBefore
            : _isLossless ? before
            : _cameras[camera].Monitor.Drops[cause];
        return Math.Max(total - before, 0);
    }

    /// <summary>Why a camera's frames were lost, in the words that a camera by itself has for it.</summary>
    private string? DropReason(int camera, DropCause cause, FrameJob? job)
    {
        PipelineMonitor monitor = _cameras[camera].Monitor;
        return cause switch
        {
            DropCause.Decode => job?.Frame?.LastProblem ?? monitor.LastProblem,
            DropCause.NewerFrame => PublishStage.NewerFrameReason,
            DropCause.Late => _lateReasons[camera],
            DropCause.Shutdown => _lostReasons[camera],
            _ => monitor.LastFailure,
        };
    }

    private string? FirstDropReason()
    {
        foreach (string? reason in _dropReasons)
        {
            if (reason is not null)
            {
                return reason;
            }
        }

        return null;
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

    /// <summary>Where worlds go out, and how many have: shared with the stages that take this one's place, and held while one goes out.</summary>
    private sealed class Outlet
    {
        public Lock Gate { get; } = new();

        public long NextNumber { get; set; }
    }
}
