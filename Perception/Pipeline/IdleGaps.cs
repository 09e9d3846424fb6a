namespace Perception.Pipeline;

/// <summary>
/// Finds the moments at which other work on the networks delays no frame: right after the last frame in process has ended,
/// where the pauses of late were all long enough, or when no frame has come for a while.
/// </summary>
/// <remarks>Shared by the pipelines that share networks. Thread safe; telling it of frames allocates nothing.</remarks>
public sealed class IdleGaps
{
    /// <summary>How many pauses must have been long enough.</summary>
    public const int Remembered = 16;

    /// <summary>Without a frame for so long the pipelines have nothing to do.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly TimeSpan[] _pauses = new TimeSpan[Remembered];
    private long _paused;
    private int _inProcess;
    private long _idleSince;
    private TimeSpan _wanted;
    private TaskCompletionSource? _waiting;

    public IdleGaps(TimeProvider time)
    {
        _time = time;
        _idleSince = time.GetTimestamp();
    }

    public void FrameBegins()
    {
        lock (_gate)
        {
            if (_inProcess++ == 0)
            {
                _pauses[_paused++ % Remembered] = _time.GetElapsedTime(_idleSince);
            }
        }
    }

    public void FrameEnds()
    {
        TaskCompletionSource? served = null;
        lock (_gate)
        {
            if (--_inProcess == 0)
            {
                _idleSince = _time.GetTimestamp();
                if (_waiting is not null && Fits(_wanted))
                {
                    served = _waiting;
                    _waiting = null;
                }
            }
        }

        served?.TrySetResult();
    }

    /// <summary>Waits for such a moment. One caller at a time.</summary>
    /// <param name="work">How long the work takes.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The stop came first.</exception>
    public async Task WaitForAsync(TimeSpan work, CancellationToken stop)
    {
        while (true)
        {
            TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                if (_inProcess == 0 && _time.GetElapsedTime(_idleSince) >= Quiet)
                {
                    return;
                }

                _wanted = work;
                _waiting = waiting;
            }

            if (await Task.WhenAny(waiting.Task, Task.Delay(Quiet, _time, stop)).ConfigureAwait(false) == waiting.Task)
            {
                return;
            }

            stop.ThrowIfCancellationRequested();
        }
    }

    private bool Fits(TimeSpan work)
    {
        if (_paused < Remembered)
        {
            return false;
        }

        foreach (TimeSpan pause in _pauses)
        {
            if (pause < work)
            {
                return false;
            }
        }

        return true;
    }
}
