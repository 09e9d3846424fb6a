using Perception.Pipeline;
using Perception.Tests.Sensors.Cameras;

namespace Perception.Tests.Faults;

/// <summary>A clock that runs a thousand times as fast as real time while something stands still, and a watchdog so patient that no real work looks as if it did.</summary>
internal static class FastTime
{
    public static readonly WatchdogOptions Patient = new() { StallTimeout = TimeSpan.FromMinutes(10), SourcePatience = TimeSpan.FromMinutes(20) };

    /// <summary>Lets the clock run until it is enough; fails where the run ends or a long time passes before.</summary>
    public static async Task AdvanceUntilAsync(TimerTime time, Task run, Func<bool> isEnough)
    {
        for (int i = 0; i < 2000 && !isEnough() && !run.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        }

        Assert.True(isEnough());
    }
}
