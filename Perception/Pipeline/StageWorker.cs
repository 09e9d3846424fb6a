namespace Perception.Pipeline;

/// <summary>One of a stage's workers: what it works on since when, and whether the watchdog has given it up.</summary>
/// <remarks>The worker enters and leaves; the watchdog reads and gives up. Each turn has a number of its own, so that only the turn that was looked at can be given up.</remarks>
internal sealed class StageWorker
{
    private const long Busy = 1;
    private const long GivenUp = 2;
    private const long Turn = 4;

    private long _state;
    private long _since;
    private FrameJob? _job;
    private volatile bool _isSettled;

    /// <summary>Whether another worker has taken its place.</summary>
    public bool IsGivenUp => (Volatile.Read(ref _state) & GivenUp) != 0;

    public void Enter(FrameJob job, long timestamp)
    {
        _job = job;
        Volatile.Write(ref _since, timestamp);
        Volatile.Write(ref _state, _state + Turn + Busy);
    }

    /// <returns>False where the watchdog has given it up meanwhile; the job's substitute then travels on, and the job is settled.</returns>
    public bool TryLeave()
    {
        long state = Volatile.Read(ref _state);
        if ((state & GivenUp) == 0 && Interlocked.CompareExchange(ref _state, state - Busy, state) == state)
        {
            return true;
        }

        SpinWait wait = default;
        while (!_isSettled)
        {
            wait.SpinOnce();
        }

        return false;
    }

    /// <summary>What it works on.</summary>
    /// <returns>False where it works on nothing, or was given up.</returns>
    public bool TryLook(out FrameJob? job, out long since, out long turn)
    {
        turn = Volatile.Read(ref _state);
        since = Volatile.Read(ref _since);
        job = _job;
        return (turn & (Busy | GivenUp)) == Busy && Volatile.Read(ref _state) == turn;
    }

    /// <summary>Gives the worker up, if it is still in the turn that was looked at; <see cref="Settle"/> follows.</summary>
    public bool TryGiveUp(long turn) => Interlocked.CompareExchange(ref _state, turn | GivenUp, turn) == turn;

    /// <summary>The job has been marked; the worker may let go of it.</summary>
    public void Settle() => _isSettled = true;
}
