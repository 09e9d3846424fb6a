using System.ComponentModel.DataAnnotations;

namespace Perception.Inference;

/// <summary>How networks are warmed up and guarded while they serve.</summary>
public sealed class GuardOptions
{
    public GuardMode Mode { get; init; } = GuardMode.Check;

    /// <summary>How long after a check the next is due; it then waits until it disturbs no frame. Zero checks at the start only.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The same while an answer is wrong.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs of each network before the first frame; the first check compares the last one's answer.</summary>
    [Range(1, 1000)]
    public int WarmUpRuns { get; init; } = 3;

    /// <summary>Whether a wrong answer at the start ends the run, as in a replay; otherwise the service waits, not ready, and looks again.</summary>
    public bool EndsWhenWrong { get; init; }
}
