using Perception.Inference;
using Perception.Pipeline;
using Sensors.Sources;

namespace Perception.Commands;

/// <summary>What <c>perceive replay</c> was asked to do.</summary>
internal sealed record ReplayRequest
{
    /// <summary>Null where <see cref="Configuration"/> is not.</summary>
    public required string? Drive { get; init; }

    /// <summary>The configuration whose rig's drives are replayed together in place of one drive, or null.</summary>
    public string? Configuration { get; init; }

    public required Pace Pace { get; init; }

    public FrameRange Frames { get; init; } = FrameRange.All;

    /// <summary>A camera's id, or null for the drive's first.</summary>
    public string? Camera { get; init; }

    public bool Loop { get; init; }

    public NetworkChoice Networks { get; init; } = new();

    public GuardMode Guard { get; init; }

    public string? Calibration { get; init; }

    /// <summary>Null takes what suits the pace.</summary>
    public DeliveryPolicy? Delivery { get; init; }

    /// <summary>Where the run's schedule is recorded, or null.</summary>
    public string? RecordSchedule { get; init; }

    /// <summary>A recorded schedule to follow, or null.</summary>
    public string? Schedule { get; init; }

    /// <summary>When a stage counts as standing still: late where nobody waits for the replay.</summary>
    public WatchdogOptions Watchdog => Pace.IsMax || Schedule is not null ? WatchdogOptions.Unhurried : new WatchdogOptions();

    /// <summary>A stored log to compare with, or null.</summary>
    public string? Golden { get; init; }

    /// <summary>Where metrics are served, or null.</summary>
    public string? Metrics { get; init; }

    /// <summary>The endpoint, or null to publish nothing.</summary>
    public string? Publish { get; init; }

    public int Subscribers { get; init; }

    /// <summary>Where the drive has no odometry.</summary>
    public bool MeasuresImageMotion { get; init; } = true;

    public string? Video { get; init; }

    public string? Log { get; init; }

    public bool LogWithClocks { get; init; }

    public string? Summary { get; init; }
}
