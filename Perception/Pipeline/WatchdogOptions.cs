using System.ComponentModel.DataAnnotations;

namespace Perception.Pipeline;

/// <summary>When a stage counts as standing still, and how often it is started anew.</summary>
public sealed record WatchdogOptions : IValidatableObject
{
    /// <summary>How long a stage may work on one frame, and a recorded source on one read; the stage that records, <see cref="StageWatchdog.RecordPatience"/> at least.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often one stage is started anew within <see cref="RestartWindow"/>; the next failure ends the run.</summary>
    [Range(0, 1000)]
    public int MaxRestarts { get; init; } = 3;

    /// <inheritdoc cref="MaxRestarts"/>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan RestartWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a recorded source's read may stand still before that ends the run; a camera gives up by itself and is opened again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "24:00:00")]
    public TimeSpan SourcePatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Of a replay that nobody waits for: a frame that takes long, as on a busy machine or in a program that is paused, is not lost.</summary>
    public static WatchdogOptions Unhurried { get; } = new() { StallTimeout = TimeSpan.FromMinutes(1) };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SourcePatience < StallTimeout)
        {
            yield return new ValidationResult($"SourcePatience: expected at least StallTimeout ({StallTimeout}), found {SourcePatience}");
        }
    }
}
