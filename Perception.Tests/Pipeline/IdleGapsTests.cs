using Perception.Pipeline;
using Perception.Tests.Client;

namespace Perception.Tests.Pipeline;

public sealed class IdleGapsTests
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();
    private readonly IdleGaps _idle;

    public IdleGapsTests() => _idle = new IdleGaps(_time);

    [Fact]
    public void WaitForAsync_NoFrameForAWhile_ReturnsAtOnce()
    {
        _time.Advance(IdleGaps.Quiet);

        Assert.True(_idle.WaitForAsync(Work, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitForAsync_PausesLongEnough_ReturnsWhenTheFrameEnds()
    {
        Frames(IdleGaps.Remembered, pauseMs: 10);
        _time.Advance(Work);
        _idle.FrameBegins();
        Task waiting = _idle.WaitForAsync(Work, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        _idle.FrameEnds();

        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitForAsync_OnePauseTooShort_WaitsUntilThePipelinesAreQuiet()
    {
        Frames(IdleGaps.Remembered - 1, pauseMs: 50);
        Frames(1, pauseMs: 9);
        _idle.FrameBegins();
        Task waiting = _idle.WaitForAsync(Work, CancellationToken.None);
        _idle.FrameEnds();
        Assert.False(waiting.IsCompleted);

        _time.Advance(IdleGaps.Quiet);

        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitForAsync_AnotherCamerasFrameInProcess_WaitsForThatToo()
    {
        Frames(IdleGaps.Remembered, pauseMs: 30);
        _time.Advance(Work);
        _idle.FrameBegins();
        _idle.FrameBegins();
        Task waiting = _idle.WaitForAsync(Work, CancellationToken.None);
        _idle.FrameEnds();
        Assert.False(waiting.IsCompleted);

        _idle.FrameEnds();

        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitForAsync_PipelineThatGaveItsFramesUp_WaitsForThoseOfTheOthersAlone()
    {
        FrameTally gaveUp = new(_idle);
        FrameTally other = new(_idle);
        gaveUp.Begin();
        gaveUp.Begin();
        other.Begin();
        gaveUp.EndAll();

        // What comes out later has been told of, and what is still taken then is not.
        gaveUp.End();
        gaveUp.Begin();
        _time.Advance(IdleGaps.Quiet);
        Task waiting = _idle.WaitForAsync(Work, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        other.End();
        _time.Advance(IdleGaps.Quiet);

        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitForAsync_Stop_Throws()
    {
        using CancellationTokenSource stop = new();
        _idle.FrameBegins();
        Task waiting = _idle.WaitForAsync(Work, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private void Frames(int count, int pauseMs)
    {
        for (int i = 0; i < count; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(pauseMs));
            _idle.FrameBegins();
            _time.Advance(TimeSpan.FromMilliseconds(3));
            _idle.FrameEnds();
        }
    }
}
