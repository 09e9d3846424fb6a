namespace Sensors.Frames;

/// <summary>Durations in the unit of capture times.</summary>
public static class Nanoseconds
{
    public static long Of(TimeSpan duration) => duration.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Cut off at whole ticks of 100 ns.</summary>
    public static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
