using Sensors.Frames;

namespace Sensors.Cameras;

/// <summary>The time that live cameras stamp their images with: the machine's UTC when this was made, carried on by the monotonic clock, so that it never jumps.</summary>
/// <remarks>
/// A difference from the machine's UTC, where that was set or the monotonic clock drifts, is made up by running faster or slower by at most 0.5 %:
/// 1 s in 200 s. All cameras of a process share one clock, so that their times can be compared. Thread safe.
/// </remarks>
public sealed class UtcCaptureClock
{
    // The elapsed time divided by this is the most that is made up in it.
    private const int SlewDivisor = 200;

    private readonly Lock _lock = new();
    private long _timestamp;
    private long _nowNs;
    private long _stampNs = long.MinValue;

    /// <param name="time">What it is read from.</param>
    public UtcCaptureClock(TimeProvider time)
    {
        Time = time;
        _timestamp = time.GetTimestamp();
        _nowNs = Nanoseconds.Utc(time);
    }

    /// <summary>What it is read from.</summary>
    public TimeProvider Time { get; }

    /// <summary>The time now, nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public long Now
    {
        get
        {
            lock (_lock)
            {
                return CarryOn();
            }
        }
    }

    /// <summary>The stamp of an image that arrives now, nanoseconds since 1970-01-01T00:00:00Z; later than every stamp before.</summary>
    public long Next()
    {
        lock (_lock)
        {
            _stampNs = Math.Max(CarryOn(), _stampNs + 1);
            return _stampNs;
        }
    }

    private long CarryOn()
    {
        long timestamp = Time.GetTimestamp();
        long elapsedNs = Nanoseconds.Of(Time.GetElapsedTime(_timestamp, timestamp));
        long carriedNs = _nowNs + elapsedNs;
        long mostNs = elapsedNs / SlewDivisor;
        _nowNs = carriedNs + Math.Clamp(Nanoseconds.Utc(Time) - carriedNs, -mostNs, mostNs);
        _timestamp = timestamp;
        return _nowNs;
    }
}
