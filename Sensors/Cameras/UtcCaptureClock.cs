using Sensors.Frames;

namespace Sensors.Cameras;

/// <summary>Stamps arriving images with UTC that never stands still or goes back.</summary>
/// <remarks>
/// While the machine's clock is behind the last stamp (it was set back), the stamps go on by the monotonic clock until
/// it has caught up. Thread safe.
/// </remarks>
internal sealed class UtcCaptureClock(TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private long _lastNs = long.MinValue;
    private long _lastTimestamp;

    /// <summary>The machine's time, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public long Now => Nanoseconds.Utc(timeProvider);

    /// <summary>The stamp of an image that arrives now, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public long Next()
    {
        lock (_lock)
        {
            long timestamp = timeProvider.GetTimestamp();
            long nowNs = Now;
            if (nowNs <= _lastNs)
            {
                long elapsedNs = Nanoseconds.Of(timeProvider.GetElapsedTime(_lastTimestamp, timestamp));
                nowNs = _lastNs + Math.Max(elapsedNs, 1);
            }

            _lastNs = nowNs;
            _lastTimestamp = timestamp;
            return nowNs;
        }
    }
}
