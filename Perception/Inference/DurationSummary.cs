namespace Perception.Inference;

/// <summary>Median and 99th percentile of repeated durations.</summary>
public readonly record struct DurationSummary(TimeSpan Median, TimeSpan P99)
{
    /// <summary>Sorts the durations in place and takes the nearest ranks.</summary>
    public static DurationSummary Of(Span<TimeSpan> durations)
    {
        ArgumentOutOfRangeException.ThrowIfZero(durations.Length);
        durations.Sort();
        return new DurationSummary(durations[durations.Length / 2], durations[Math.Min(durations.Length - 1, (int)(durations.Length * 0.99))]);
    }
}
