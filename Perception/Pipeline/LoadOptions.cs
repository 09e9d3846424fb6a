using System.ComponentModel.DataAnnotations;

namespace Perception.Pipeline;

/// <summary>When the load-shedding ladder is stepped down and up.</summary>
public sealed record LoadOptions : IValidatableObject
{
    /// <summary>The longest time from capture to publish that is meant to be.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long frames are counted before it is decided.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The share of a window's frames that may miss the deadline, or be dropped because the networks are too slow, before it steps down.</summary>
    [Range(0.0, 1.0)]
    public double MissedShare { get; init; } = 0.2;

    /// <summary>The share of a window's frames that may be missed in a window that counts as calm. Below <see cref="MissedShare"/>: that distance keeps the ladder from swinging.</summary>
    [Range(0.0, 1.0)]
    public double CalmShare { get; init; } = 0.02;

    /// <summary>The share of the deadline that a calm window's slowest frame stays within.</summary>
    [Range(0.05, 1.0)]
    public double CalmHeadroom { get; init; } = 0.7;

    /// <summary>How long it must have been calm before it steps up.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan StepUpAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A step up that fails doubles that time for its rung, up to this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "24:00:00")]
    public TimeSpan LongestStepUpAfter { get; init; } = TimeSpan.FromMinutes(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CalmShare >= MissedShare)
        {
            yield return new ValidationResult($"CalmShare: expected less than MissedShare ({MissedShare}), found {CalmShare}");
        }

        if (LongestStepUpAfter < StepUpAfter)
        {
            yield return new ValidationResult($"LongestStepUpAfter: expected at least StepUpAfter ({StepUpAfter}), found {LongestStepUpAfter}");
        }

        if (StepUpAfter < Window)
        {
            yield return new ValidationResult($"StepUpAfter: expected at least Window ({Window}), found {StepUpAfter}");
        }
    }
}
