using Perception.Client;
using Perception.Pipeline;

namespace Perception.Schedules;

/// <summary>What one <see cref="ScheduleEvent"/> tells of.</summary>
internal enum ScheduleEventKind : byte
{
    Taken,
    Dropped,
    Failed,
    World,
    Contribution,
    Told,
    Instant,
}

/// <summary>One event on its way to the file; <see cref="ScheduleLine"/> says what each member means. What a kind does not have is null or not looked at.</summary>
internal readonly record struct ScheduleEvent(ScheduleEventKind Kind)
{
    /// <summary>When it was, on the monotonic clock.</summary>
    public long Timestamp { get; init; }

    /// <summary>The camera's place in its rig.</summary>
    public int? Camera { get; init; }

    /// <summary>What the line's first key counts.</summary>
    public long Number { get; init; }

    public long? World { get; init; }

    public long? Frame { get; init; }

    public long? CaptureTimeNs { get; init; }

    public LoadRung Rung { get; init; }

    public DropCause Cause { get; init; }

    public PipelineStage Stage { get; init; }

    public ContributionState State { get; init; }

    public string? Reason { get; init; }
}
