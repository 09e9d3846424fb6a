namespace Perception.Pipeline;

/// <summary>A wait for a time, used again and again, so that waiting allocates nothing.</summary>
/// <remarks>One wait at a time; <see cref="Cancel"/> may come from any thread, ends the wait under way and every later one.</remarks>
internal sealed class ReusableDelay : IDisposable
{
    // What timers take; a longer wait ends early.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly PooledWait<bool> _wait = new();
    private readonly ITimer _timer;
    private volatile bool _isCancelled;
    private int _isPending;

    public ReusableDelay(TimeProvider time) =>
        _timer = time.CreateTimer(static delay => ((ReusableDelay)delay!).End(isTimeOver: true), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <returns>True once the time is over; false where it was cancelled.</returns>
    public ValueTask<bool> WaitAsync(TimeSpan duration)
    {
        Interlocked.Exchange(ref _isPending, 1);
        ValueTask<bool> wait = _wait.Task;
        _timer.Change(duration < Longest ? duration : Longest, Timeout.InfiniteTimeSpan);
        if (_isCancelled)
        {
            End(isTimeOver: false);
        }

        return wait;
    }

    public void Cancel()
    {
        _isCancelled = true;
        End(isTimeOver: false);
    }

    public void Dispose() => _timer.Dispose();

    private void End(bool isTimeOver)
    {
        if (Interlocked.Exchange(ref _isPending, 0) == 1)
        {
            _wait.Complete(isTimeOver);
        }
    }
}
