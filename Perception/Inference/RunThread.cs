using System.Runtime.ExceptionServices;

namespace Perception.Inference;

/// <summary>Makes the runs of one network on one thread of its own, one at a time, while the callers wait.</summary>
/// <remarks>
/// ONNX Runtime keeps recorded launches by thread: a run on another thread would record them again. Thread safe; a run allocates nothing
/// managed. Disposed when no more runs come.
/// </remarks>
internal sealed class RunThread : IDisposable
{
    /// <summary>The longest that can be waited: 24 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly object _gate = new();
    private readonly Thread _thread;
    private Action? _work;
    private Exception? _failure;
    private bool _isTaken;
    private bool _isDone;
    private bool _isClosed;

    /// <param name="network">The network's name.</param>
    public RunThread(string network)
    {
        _thread = new Thread(Serve) { IsBackground = true, Name = $"runs of {network}" };
        _thread.Start();
    }

    /// <summary>Makes a run after those that came before; ends when it is done, and throws what it throws.</summary>
    /// <param name="work">Kept by the caller, so that nothing is allocated for it.</param>
    /// <exception cref="ObjectDisposedException">The thread has ended.</exception>
    public void Run(Action work) => TryRun(work, Longest);

    /// <summary>The same, but not where the run that is under way takes longer than a time limit.</summary>
    /// <returns>False where nothing was run.</returns>
    /// <exception cref="ObjectDisposedException">The thread has ended.</exception>
    public bool TryRun(Action work, TimeSpan limit)
    {
        Exception? failure;
        long started = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            while (_isTaken)
            {
                TimeSpan left = limit - TimeProvider.System.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                {
                    return false;
                }
            }

            ObjectDisposedException.ThrowIf(_isClosed, this);
            _isTaken = true;
            _isDone = false;
            _work = work;
            Monitor.PulseAll(_gate);
            while (!_isDone)
            {
                Monitor.Wait(_gate);
            }

            failure = _failure;
            _failure = null;
            _isTaken = false;
            Monitor.PulseAll(_gate);
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return true;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Serve()
    {
        while (Take() is { } work)
        {
            Exception? failure = null;
            try
            {
                work();
            }
            catch (Exception met)
            {
                failure = met;
            }

            lock (_gate)
            {
                _failure = failure;
                _isDone = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <returns>Null at the end.</returns>
    private Action? Take()
    {
        lock (_gate)
        {
            while (_work is null)
            {
                if (_isClosed)
                {
                    return null;
                }

                Monitor.Wait(_gate);
            }

            Action work = _work;
            _work = null;
            return work;
        }
    }
}
