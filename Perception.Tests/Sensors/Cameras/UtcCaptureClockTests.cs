using global::Sensors.Cameras;
using global::Sensors.Frames;

namespace Perception.Tests.Sensors.Cameras;

public sealed class UtcCaptureClockTests
{
    private readonly TimerTime _time = new();
    private readonly UtcCaptureClock _clock;

    public UtcCaptureClockTests() => _clock = new UtcCaptureClock(_time);

    [Fact]
    public void Next_SeveralAtTheSameTime_EachIsLater()
    {
        long first = _clock.Next();

        Assert.Equal((Nanoseconds.Utc(_time), first + 1, first + 2), (first, _clock.Next(), _clock.Next()));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Next_MachinesClockSet_FollowsByFiveMillisecondsASecond(int seconds)
    {
        _time.StepWallClock(TimeSpan.FromSeconds(seconds));
        long before = _clock.Next();
        for (int passed = 1; passed <= 200; passed++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            long stamp = _clock.Next();
            Assert.Equal(1_000_000_000 + seconds * 5_000_000, stamp - before);
            before = stamp;
        }

        Assert.Equal(Nanoseconds.Utc(_time), before);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Nanoseconds.Utc(_time), _clock.Next());
    }
}
