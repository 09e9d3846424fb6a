namespace Perception.Pipeline;

/// <summary>How often one stage may be started anew: so many times within a window, and with no more workers than that standing still for good.</summary>
/// <remarks>One thread at a time starts the stage anew; <see cref="LetGo"/> may come from any other.</remarks>
internal sealed class RestartBudget
{
    private readonly string _source;
    private readonly WatchdogOptions _options;
    private readonly TimeProvider _time;
    private readonly Queue<long> _restarts = new();
    private int _standing;

    public RestartBudget(string source, WatchdogOptions options, TimeProvider time)
    {
        _source = source;
        _options = options;
        _time = time;
    }

    /// <returns>False where it was started anew too often.</returns>
    public bool TryTake(long now)
    {
        while (_restarts.TryPeek(out long oldest) && _time.GetElapsedTime(oldest, now) > _options.RestartWindow)
        {
            _restarts.Dequeue();
        }

        _restarts.Enqueue(now);
        return _restarts.Count <= _options.MaxRestarts;
    }

    /// <summary>A worker stands still and another takes its place: it keeps a thread and a frame until <see cref="LetGo"/>, however long ago that was.</summary>
    /// <returns>False where too many stand still.</returns>
    public bool TryAbandon() => Interlocked.Increment(ref _standing) <= _options.MaxRestarts;

    /// <summary>A worker that stood still has come out.</summary>
    public void LetGo() => Interlocked.Decrement(ref _standing);

    /// <summary>Why the run ends where too many workers stand still, as one sentence.</summary>
    public string StandingRefusal(string stage, string problem) => FormattableString.Invariant(
        $"{_source}: expected {stage} to stand still on no more than {_options.MaxRestarts} frames at a time, found one more, so it is given up; the last: {problem}");

    /// <summary>Why the run ends where it was started anew too often, as one sentence.</summary>
    public string Refusal(string stage, string problem) => FormattableString.Invariant(
        $"{_source}: expected {stage} to need no more than {_options.MaxRestarts} restarts within {_options.RestartWindow.TotalSeconds:0.#} s, found one more, so it is given up; the last: {problem}");
}
