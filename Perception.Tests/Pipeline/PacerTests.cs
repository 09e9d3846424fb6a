using Perception.Pipeline;

namespace Perception.Tests.Pipeline;

public sealed class PacerTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void WaitAsync_Max_ReturnsAtOnce()
    {
        Pacer pacer = new(Pace.Max, TimeProvider.System);
        Assert.True(pacer.WaitAsync(0, CancellationToken.None).AsTask().IsCompleted);
        Assert.True(pacer.WaitAsync(3600_000 * Millisecond, CancellationToken.None).AsTask().IsCompleted);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(4.0)]
    public async Task WaitAsync_Factor_NeverReleasesAFrameBeforeItsTime(double factor)
    {
        TimeProvider time = TimeProvider.System;
        Pacer pacer = new(new Pace(factor), time);
        long first = await pacer.WaitAsync(1000 * Millisecond, CancellationToken.None);
        for (int frame = 1; frame <= 5; frame++)
        {
            long released = await pacer.WaitAsync((1000 + (40 * frame)) * Millisecond, CancellationToken.None);
            Assert.True(time.GetElapsedTime(first, released) >= TimeSpan.FromMilliseconds(40 * frame / factor) - TimeSpan.FromMicroseconds(1));
        }
    }

    [Fact]
    public async Task WaitAsync_FrameWhoseTimeHasPassed_IsReleasedAtOnce()
    {
        Pacer pacer = new(Pace.Realtime, TimeProvider.System);
        await pacer.WaitAsync(1000 * Millisecond, CancellationToken.None);
        Assert.True(pacer.WaitAsync(0, CancellationToken.None).AsTask().IsCompleted);
    }

    [Fact]
    public async Task WaitAsync_Stopped_EndsTheWait()
    {
        using CancellationTokenSource stop = new();
        Pacer pacer = new(Pace.Realtime, TimeProvider.System);
        await pacer.WaitAsync(0, stop.Token);
        Task<long> wait = pacer.WaitAsync(3600_000 * Millisecond, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
