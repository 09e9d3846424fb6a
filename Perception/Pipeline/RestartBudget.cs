namespace Perception.Pipeline;

/// <summary>How often one stage may be started anew: so many times within a window.</summary>
/// <remarks>Not thread safe.</remarks>
internal sealed class RestartBudget
{
    private readonly string _source;
    private readonly WatchdogOptions _options;
    private readonly TimeProvider _time;
    private readonly Queue<long> _restarts = new();

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

    /// <summary>Why the run ends, as one sentence.</summary>
    public string Refusal(PipelineStage stage, string problem) => FormattableString.Invariant(
        $"{_source}: expected {stage} to need no more than {_options.MaxRestarts} restarts within {_options.RestartWindow.TotalSeconds:0.#} s, found one more, so it is given up; the last: {problem}");
}
