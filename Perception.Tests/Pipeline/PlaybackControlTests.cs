using Perception.Pipeline;

namespace Perception.Tests.Pipeline;

public sealed class PlaybackControlTests
{
    private readonly PlaybackControl _playback = new();

    [Fact]
    public void IsAsked_NoKeyPressed_IsFalse() => Assert.False(_playback.IsAsked);

    [Fact]
    public async Task NextAsync_Paused_WaitsUntilItGoesOn()
    {
        _playback.TogglePause();
        Task<PlaybackTurn> next = _playback.NextAsync(CancellationToken.None).AsTask();
        Assert.True(_playback.IsAsked);
        Assert.False(next.IsCompleted);
        _playback.TogglePause();
        Assert.Equal(TimeSpan.Zero, (await next).Seek);
        Assert.False(_playback.IsAsked);
    }

    [Fact]
    public async Task NextAsync_Step_GivesOneFrameAndStandsStill()
    {
        _playback.Step();
        Task<PlaybackTurn> next = _playback.NextAsync(CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);
        _playback.Step();
        await next;
        Assert.False(_playback.NextAsync(CancellationToken.None).AsTask().IsCompleted);
        Assert.True(_playback.IsPaused);
    }

    [Fact]
    public async Task NextAsync_SeekWhilePaused_GivesTheFrameThere()
    {
        _playback.TogglePause();
        _playback.Seek(TimeSpan.FromSeconds(5));
        _playback.Seek(TimeSpan.FromSeconds(-2));
        Assert.Equal(TimeSpan.FromSeconds(3), (await _playback.NextAsync(CancellationToken.None)).Seek);
        Assert.False(_playback.NextAsync(CancellationToken.None).AsTask().IsCompleted);
    }

    [Fact]
    public async Task NextAsync_Stopped_EndsTheWait()
    {
        using CancellationTokenSource stop = new();
        _playback.TogglePause();
        Task<PlaybackTurn> next = _playback.NextAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }
}
