using Perception.Client;
using Perception.Pipeline;
using Perception.Schedules;

namespace Perception.Rigs;

/// <summary>What a rig's worlds tell of its cameras: what each gave, and which of its frames were lost and why. Not thread safe; allocates nothing in steady state.</summary>
internal sealed class RigReport
{
    /// <summary>What is told of a frame that came too late.</summary>
    public const string LateReason = "the frame came after its instant had been closed";

    private readonly PerceptionPipeline[] _cameras;
    private readonly RigScheduleRecorder? _recorder;
    private readonly bool _isLossless;
    private readonly long[][] _told;
    private readonly string[] _lateReasons;
    private readonly string[] _missingReasons;
    private readonly string[] _lostReasons;
    private readonly string[] _overReasons;
    private long[] _drops = new long[DropCounts.Causes.Length];

    // By camera: why the losses that the world tells of were; null where it tells of none.
    private string?[] _dropReasons;

    public RigReport(RigOptions options, PerceptionPipeline[] cameras)
    {
        _cameras = cameras;
        _recorder = options.Recorder;
        _isLossless = options.IsLossless;
        _told = [.. cameras.Select(_ => new long[DropCounts.Causes.Length])];
        _dropReasons = new string?[cameras.Length];
        _lateReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: {LateReason}")];
        _missingReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: a frame was due and none has come")];
        _lostReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: it ended before its frame had come out")];
        _overReasons = [.. cameras.Select(camera => $"camera {camera.Source.Id}: its drive is over")];
    }

    /// <summary>The losses that the world tells of, all cameras together, indexed by cause.</summary>
    public ReadOnlySpan<long> Drops => _drops;

    /// <summary>Why they were, by the first camera that had some; null where there are none.</summary>
    public string? DropReason
    {
        get
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
    }

    /// <summary>For a stage in the place of one that failed: what was told is shared, what that one still fills stays its own.</summary>
    public RigReport Renew()
    {
        RigReport next = (RigReport)MemberwiseClone();
        next._drops = new long[_drops.Length];
        next._dropReasons = new string?[_dropReasons.Length];
        return next;
    }

    /// <summary>Fills in the cameras' parts of a world.</summary>
    public void Fill(Instant instant, RigMessageFiller filler)
    {
        Array.Clear(_drops);
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            FrameJob? job = Given(instant, camera);
            filler.BeginCamera(camera, instant.States[camera], job?.Stamp, Reason(instant, camera, job), job is { Failure: null } ? job.Message.Horizon : null);
            ScheduledContribution? scheduled = instant.Scheduled?.Cameras[camera];
            _dropReasons[camera] = scheduled?.DropReason;
            foreach (DropCause cause in DropCounts.Causes)
            {
                long since = scheduled?.Drops[(int)cause] ?? SinceLast(camera, cause, job);
                if (since > 0)
                {
                    _drops[(int)cause] += since;
                    filler.AddDrops(camera, (int)cause, since);
                    _dropReasons[camera] ??= ReasonOf(cause, camera, job);
                }
            }
        }
    }

    /// <summary>Records what each camera gave to an instant.</summary>
    public void RecordContributions(Instant instant)
    {
        for (int camera = 0; _recorder is not null && camera < _cameras.Length; camera++)
        {
            FrameJob? given = Given(instant, camera);
            _recorder.Cameras[camera].Contribution(instant.States[camera], given?.Stamp, Reason(instant, camera, given));
        }
    }

    /// <summary>Counts, and records, the losses of a world that is out as told.</summary>
    public void CountTold(WorldMessage world)
    {
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            foreach (DropCountMessage drop in world.Cameras[camera].Drops)
            {
                _told[camera][drop.Cause] += drop.Count;
                _recorder?.Cameras[camera].Told((DropCause)drop.Cause, drop.Count, _dropReasons[camera]);
            }
        }
    }

    /// <summary>A camera's frame, published or failed; null where it gave none, or ended before that had come out.</summary>
    private static FrameJob? Given(Instant instant, int camera) => instant.Jobs[camera] is { IsLost: false } given ? given : null;

    /// <summary>
    /// A camera's losses that no world has told of yet. Frames that could not be read count from where they stood in the drive; a lossless run
    /// tells them with the camera's next frame, in the same message every time.
    /// </summary>
    private long SinceLast(int camera, DropCause cause, FrameJob? job)
    {
        long told = _told[camera][(int)cause];
        long total = cause != DropCause.Decode ? _cameras[camera].Monitor.Drops[cause]
            : job?.Frame is { } frame ? frame.BadFramesBefore
            : _isLossless ? told
            : _cameras[camera].Monitor.Drops[cause];
        return Math.Max(total - told, 0);
    }

    /// <summary>Why a camera's frames were lost, in the words that a camera by itself has for it.</summary>
    private string? ReasonOf(DropCause cause, int camera, FrameJob? job)
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
