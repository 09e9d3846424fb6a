using System.Threading.Tasks.Sources;

namespace Perception.Pipeline;

/// <summary>A place in a queue that is waited for again and again without allocating; one wait at a time.</summary>
public abstract class FrameTicket : IValueTaskSource
{
    // The continuation goes to the thread pool: whoever completes a ticket has other tickets to complete.
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    /// <summary>Begins a wait.</summary>
    internal ValueTask Wait()
    {
        _source.Reset();
        return new ValueTask(this, _source.Version);
    }

    /// <summary>Ends it.</summary>
    internal void Complete() => _source.SetResult(true);

    /// <summary>Ends it with a failure, which the waiting side meets.</summary>
    internal void Fail(Exception failure) => _source.SetException(failure);
}
