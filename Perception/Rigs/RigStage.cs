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
    private readonly RigSchedule? _schedule;
    private readonly RigScheduleRecorder? _recorder;
    private readonly RigOptions _options;
    private readonly Fusion.World.LeadSelector _lead;
    private readonly Outlet _outlet = new();
    private RigFusion _fusion;
    private RigMessageFiller _filler;
    private RigReport _report;
    private StageTiming[] _timings = new StageTiming[StageTimes.StageCount];
    private int[] _sections;
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
        _schedule = options.Schedule;
        _recorder = options.Recorder;
        _fusion = CreateFusion();
        _lead = new Fusion.World.LeadSelector(cameras[0].Options.Fusion.Lead);
        _filler = CreateFiller();
        _sections = new int[cameras.Length];
        _report = new RigReport(options, cameras);
    }

    /// <summary>The same stage without what it remembered, in the place of one that failed; what that one still works on stays its own.</summary>
    public RigStage Renew()
    {
        RigStage next = (RigStage)MemberwiseClone();
        next._fusion = CreateFusion();
        next._filler = CreateFiller();
        next._report = _report.Renew();
        next._timings = new StageTiming[_timings.Length];
        next._sections = [.. _sections];
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
        _report.Fill(instant, _filler);
        Publish(instant, last);
    }

    /// <summary>Counts and records an instant that was processed.</summary>
    /// <exception cref="IOException">A recording failed and that ends the run.</exception>
    public void Complete(Instant instant)
    {
        if (First(instant) is not { } first)
        {
            // Nothing came of the whole instant; its drops are told with the next world.
            _report.RecordContributions(instant);
            _recorder?.Instant(instant.Number, instant.CaptureTimeNs, world: null);
            _monitor.CountInstantFailed();
            return;
        }

        _report.RecordContributions(instant);
        _report.CountTold(_filler.Message);
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

        _report.RecordContributions(instant);
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
            _filler.Stamp(number, _timings.AsSpan(0, timings), _report.Drops, _report.DropReason);
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

    /// <summary>Where worlds go out, and how many have: shared with the stages that take this one's place, and held while one goes out.</summary>
    private sealed class Outlet
    {
        public Lock Gate { get; } = new();

        public long NextNumber { get; set; }
    }
}
