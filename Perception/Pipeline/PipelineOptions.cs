using System.ComponentModel.DataAnnotations;
using Fusion.World;
using Perception.Schedules;
using Sensors;
using Sensors.OpticalFlow;

namespace Perception.Pipeline;

/// <summary>How one source's pipeline runs.</summary>
public sealed record PipelineOptions
{
    /// <summary>The most frames that may be in process at once, and so the most that a network can work on: each has tensors of its own for every network.</summary>
    public const int MostFramesInFlight = 64;

    /// <summary>How fast a recorded drive is played; ignored for a live camera.</summary>
    public Pace Pace { get; init; } = Pace.Max;

    /// <summary>What the link behind capture does when the networks are slower than the frames come.</summary>
    public DeliveryPolicy CapturePolicy { get; init; } = DeliveryPolicy.Lossless;

    /// <summary>What the link behind publishing does when the recordings are slower than the messages come. What it drops was published.</summary>
    public DeliveryPolicy RecordingPolicy { get; init; } = DeliveryPolicy.Lossless;

    /// <summary>How many frames may wait behind capture under <see cref="DeliveryPolicy.LatencyBound"/>.</summary>
    [Range(1, 64)]
    public int WaitingFrames { get; init; } = 4;

    /// <summary>How many frames are in process at once; more hides more waiting, fewer bounds latency.</summary>
    [Range(1, MostFramesInFlight)]
    public int FramesInFlight { get; init; } = 4;

    /// <summary>How many frames each network works on at once.</summary>
    [Range(1, MostFramesInFlight)]
    public int WorkersPerNetwork { get; init; } = 1;

    /// <summary>The most detections of one frame that are kept, the best scores first.</summary>
    [Range(1, 10_000)]
    public int MaxDetections { get; init; } = 300;

    /// <summary>On how many frames in a row, of those that it runs on, a network may fail before the pipeline gives up.</summary>
    [Range(1, 10_000)]
    public int MaxConsecutiveFailures { get; init; } = 10;

    /// <summary>When work is left out to meet a deadline; null: never.</summary>
    public LoadOptions? Load { get; init; }

    /// <summary>When a stage counts as standing still.</summary>
    public WatchdogOptions Watchdog { get; init; } = new();

    /// <summary>Pauses, steps and seeks a recorded drive; null plays it through.</summary>
    public PlaybackControl? Playback { get; init; }

    /// <summary>Records what the run decides by time; null records nothing. The caller's.</summary>
    public ScheduleRecorder? Recorder { get; init; }

    /// <summary>A recorded run to follow in everything that it decided by time; null decides anew. The capture policy is <see cref="DeliveryPolicy.Lossless"/> then.</summary>
    public RecordedSchedule? Schedule { get; init; }

    /// <summary>Called on a stage's thread before its work on each frame; null calls nothing. Fault tests delay, hang or fail stages with it.</summary>
    public Action<PipelineStage, FrameJob>? BeforeWork { get; init; }

    /// <summary>How long a stop waits for the frames in process; what is left then is counted as <see cref="DropCause.Shutdown"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a recording that cannot go on (a full disk) ends the run; otherwise it alone ends, and health says so.</summary>
    public bool EndsOnRecordingFault { get; init; } = true;

    /// <summary>How the image's motion is measured; null: not at all.</summary>
    public ImageMotionOptions? ImageMotion { get; init; } = new();

    public WorldFusionOptions Fusion { get; init; } = new();

    /// <summary>The standard options with as many frames and workers as the machine's cores allow.</summary>
    public static PipelineOptions For(ThreadBudget budget) => new() { FramesInFlight = budget.FramesInFlight, WorkersPerNetwork = budget.WorkersPerNetwork };

    /// <exception cref="ValidationException">A value lies outside its range.</exception>
    public void Validate()
    {
        OptionRanges.Require(this);
        OptionRanges.Require(Watchdog);
        if (Load is not null)
        {
            OptionRanges.Require(Load);
        }
    }
}
