using Perception.Pipeline;

namespace Perception.Tests.Pipeline;

public sealed class PacerTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public async Task SleepAsync_Max_ReturnsAtOnce()
    {
        using Pacer pacer = new(Pace.Max, TimeProvider.System);
        Assert.True(pacer.SleepAsync(0).AsTask().IsCompleted);
        await ReleaseAsync(pacer, 0);
        Assert.True(pacer.SleepAsync(3600_000 * Millisecond).AsTask().IsCompleted);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(4.0)]
    public async Task Release_Factor_NeverReleasesAFrameBeforeItsTime(double factor)
    {
        TimeProvider time = TimeProvider.System;
        using Pacer pacer = new(new Pace(factor), time);
        long first = await ReleaseAsync(pacer, 1000 * Millisecond);
        for (int frame = 1; frame <= 5; frame++)
        {
            long released = await ReleaseAsync(pacer, (1000 + (40 * frame)) * Millisecond);
            Assert.True(time.GetElapsedTime(first, released) >= TimeSpan.FromMilliseconds(40 * frame / factor) - TimeSpan.FromMicroseconds(1));
        }
    }

    [Fact]
    public async Task SleepAsync_FrameWhoseTimeHasPassed_ReturnsAtOnce()
    {
        using Pacer pacer = new(Pace.Realtime, TimeProvider.System);
        await ReleaseAsync(pacer, 1000 * Millisecond);
        Assert.True(pacer.SleepAsync(0).AsTask().IsCompleted);
    }

    [Theory]
    [InlineData(9_000_000_000_000_000_000, 1.0)]
    [InlineData(1_000_000_000, 1e-9)]
    public async Task SleepAsync_FrameCenturiesAway_WaitsUntilItIsCancelled(long captureTimeNs, double factor)
    {
        using Pacer pacer = new(new Pace(factor), TimeProvider.System);
        await ReleaseAsync(pacer, 0);
        ValueTask<bool> sleep = pacer.SleepAsync(captureTimeNs);
        Assert.False(sleep.IsCompleted);
        pacer.Cancel();
        Assert.False(await sleep);
    }

    [Fact]
    public async Task Release_OriginOfAnotherDrive_CountsFromIt()
    {
        PaceOrigin origin = new();
        using Pacer first = new(Pace.Realtime, TimeProvider.System, origin);
        using Pacer second = new(Pace.Realtime, TimeProvider.System, origin);
        long begun = await ReleaseAsync(first, 0);
        Assert.True(TimeProvider.System.GetElapsedTime(begun, await ReleaseAsync(second, 60 * Millisecond)) >= TimeSpan.FromMilliseconds(59.9));
    }

    [Fact]
    public async Task Cancel_DuringASleep_EndsItAndEveryLaterOne()
    {
        using Pacer pacer = new(Pace.Realtime, TimeProvider.System);
        await ReleaseAsync(pacer, 0);
        Task<bool> sleep = pacer.SleepAsync(3600_000 * Millisecond).AsTask();
        Assert.False(sleep.IsCompleted);
        pacer.Cancel();
        Assert.False(await sleep);
        Assert.False(await pacer.SleepAsync(3600_000 * Millisecond));
    }

    private static async Task<long> ReleaseAsync(Pacer pacer, long captureTimeNs)
    {
        Assert.True(await pacer.SleepAsync(captureTimeNs));
        return pacer.Release(captureTimeNs);
    }

    [Fact]
    public async Task SleepAsync_OtherDriveOfTheRigBeganEarlier_CountsFromTheEarliestFrameOfAll()
    {
        PaceOrigin origin = new(drives: 2);
        using Pacer late = new(Pace.Realtime, TimeProvider.System, origin);
        using Pacer early = new(Pace.Realtime, TimeProvider.System, origin);
        ValueTask<bool> waiting = late.SleepAsync(1300 * Millisecond);
        Assert.False(waiting.IsCompleted);
        long before = TimeProvider.System.GetTimestamp();
        await ReleaseAsync(early, 1000 * Millisecond);
        long second = await ReleaseAsync(early, 1100 * Millisecond);
        Assert.True(await waiting);
        long released = late.Release(1300 * Millisecond);

        Assert.True(TimeProvider.System.GetElapsedTime(before, second) >= TimeSpan.FromMilliseconds(99.9));
        Assert.True(TimeProvider.System.GetElapsedTime(before, released) >= TimeSpan.FromMilliseconds(299.9));
    }

    [Fact]
    public async Task Leave_DriveWithoutAFrame_IsWaitedForNoLonger()
    {
        PaceOrigin origin = new(drives: 2);
        using Pacer first = new(Pace.Realtime, TimeProvider.System, origin);
        using Pacer empty = new(Pace.Realtime, TimeProvider.System, origin);
        using Pacer stopped = new(Pace.Realtime, TimeProvider.System, new PaceOrigin(drives: 2));
        ValueTask<bool> waiting = first.SleepAsync(1000 * Millisecond);
        Assert.False(waiting.IsCompleted);
        empty.Leave();
        Assert.True(await waiting);

        ValueTask<bool> cancelled = stopped.SleepAsync(0);
        stopped.Cancel();
        Assert.False(await cancelled);
    }
}
