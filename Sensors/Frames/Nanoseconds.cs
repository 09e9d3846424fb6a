namespace Sensors.Frames;

/// <summary>Times and durations in the unit of capture times.</summary>
public static class Nanoseconds
{
    public const double PerSecond = 1e9;

    public static long Of(TimeSpan duration) => duration.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>The clock's time since 1970-01-01T00:00:00Z.</summary>
    public static long Utc(TimeProvider time) => Of(time.GetUtcNow() - DateTimeOffset.UnixEpoch);

    /// <summary>Cut off at whole ticks of 100 ns.</summary>
    public static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
