using System.ComponentModel.DataAnnotations;
using Fusion.Rigs;
using Perception.Schedules;

namespace Perception.Rigs;

/// <summary>Which cameras are one rig, and how their frames become one world.</summary>
public sealed record RigOptions
{
    /// <summary>The source id of its worlds.</summary>
    [Required]
    public required string Id { get; init; }

    /// <summary>Frames captured within this time are of one instant; less than half the frame period of the fastest camera.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>How long an instant waits, from the arrival of its first frame, for cameras whose frame is due.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How many instants are in process at once. The frames of one keep all stages busy; a second would only wait, and grow old.</summary>
    [Range(1, 16)]
    public int InstantsInFlight { get; init; } = 1;

    /// <summary>
    /// Whether an instant waits for every camera that has not ended, however long that takes, and nothing is dropped: for recorded drives,
    /// so that every run gives the same.
    /// </summary>
    public bool IsLossless { get; init; }

    /// <summary>Records what the run decides by time, beside the cameras' own recorders; null records nothing. The caller's.</summary>
    public RigScheduleRecorder? Recorder { get; init; }

    /// <summary>A recorded run to follow in everything that it decided by time, as each camera follows its part of it; null decides anew. Nothing is waited for or dropped by the clock then.</summary>
    public RigSchedule? Schedule { get; init; }

    /// <summary>Called with an instant's number before its world is made, on the thread that makes it; null calls nothing. Fault tests delay, hang or fail the rig's stage with it.</summary>
    public Action<long>? BeforeWork { get; init; }

    public RigFusionOptions Fusion { get; init; } = new();
}
