namespace Perception.Pipeline;

/// <summary>Pauses, steps and seeks a recorded drive while it is played. Thread safe.</summary>
public sealed class PlaybackControl
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private bool _isPaused;
    private long _steps;
    private TimeSpan _seek;
    private volatile bool _isAsked;
    private volatile bool _hasSought;

    public bool IsPaused
    {
        get
        {
            lock (_gate)
            {
                return _isPaused;
            }
        }
    }

    /// <summary>Whether the drive was sought in: its frames then did not follow one another.</summary>
    public bool HasSought
    {
        get => _hasSought;
        internal set => _hasSought = value;
    }

    /// <summary>Whether there is anything to wait for or to follow before the next frame; cheap.</summary>
    public bool IsAsked => _isAsked;

    /// <summary>Stands still after the frame that is being read, or goes on.</summary>
    public void TogglePause()
    {
        lock (_gate)
        {
            _isPaused = !_isPaused;
            _steps = 0;
            Ask();
        }
    }

    /// <summary>Gives one frame, and stands still then.</summary>
    public void Step()
    {
        lock (_gate)
        {
            _steps += _isPaused ? 1 : 0;
            _isPaused = true;
            Ask();
        }
    }

    /// <summary>Goes forward or back by a time in the drive; where it stands still, gives the frame there.</summary>
    public void Seek(TimeSpan by)
    {
        lock (_gate)
        {
            _seek += by;
            _steps = _isPaused ? 1 : 0;
            Ask();
        }
    }

    /// <summary>Waits while the drive stands still. For the one reader.</summary>
    /// <exception cref="OperationCanceledException">The stop came first.</exception>
    public async ValueTask<PlaybackTurn> NextAsync(CancellationToken stop)
    {
        while (true)
        {
            TaskCompletionSource waiting;
            lock (_gate)
            {
                if (!_isPaused || _steps > 0)
                {
                    _steps -= _isPaused ? 1 : 0;
                    _isAsked = _isPaused;
                    PlaybackTurn turn = new(_seek);
                    _seek = TimeSpan.Zero;
                    return turn;
                }

                _waiting = waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await waiting.Task.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private void Ask()
    {
        _isAsked = true;
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
