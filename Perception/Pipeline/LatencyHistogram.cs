using HdrHistogram;

namespace Perception.Pipeline;

/// <summary>A distribution of durations at three digits' precision; allocates nothing once made. Thread safe.</summary>
public sealed class LatencyHistogram
{
    private const long HighestMicroseconds = 60_000_000;
    private const int SignificantDigits = 3;

    private readonly LongHistogram _histogram = new(HighestMicroseconds, SignificantDigits);
    private readonly Lock _gate = new();

    /// <summary>Adds one duration; longer ones than a minute count as a minute.</summary>
    public void Record(TimeSpan duration)
    {
        long microseconds = Math.Clamp((long)duration.TotalMicroseconds, 0, HighestMicroseconds);
        lock (_gate)
        {
            _histogram.RecordValue(microseconds);
        }
    }

    public LatencySummary Summarise()
    {
        lock (_gate)
        {
            return SummaryOfAll();
        }
    }

    /// <summary>Summarises and begins anew: each duration is in one summary.</summary>
    public LatencySummary Take()
    {
        lock (_gate)
        {
            LatencySummary summary = SummaryOfAll();
            _histogram.Reset();
            return summary;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _histogram.Reset();
        }
    }

    /// <summary>Called under the lock.</summary>
    private LatencySummary SummaryOfAll() => _histogram.TotalCount == 0
        ? default
        : new LatencySummary(
            _histogram.TotalCount,
            _histogram.GetValueAtPercentile(50) / 1000.0,
            _histogram.GetValueAtPercentile(95) / 1000.0,
            _histogram.GetValueAtPercentile(99) / 1000.0,
            _histogram.GetValueAtPercentile(100) / 1000.0);
}
