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
}

/// <summary>One event on its way to the file.</summary>
internal readonly record struct ScheduleEvent(
    ScheduleEventKind Kind, long Timestamp, long Number, long Frame, LoadRung Rung, DropCause Cause, PipelineStage Stage, string? Reason);
