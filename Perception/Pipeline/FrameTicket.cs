using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Perception.Pipeline;

/// <summary>A place in a queue that is waited for again and again without allocating; one wait at a time.</summary>
public abstract class FrameTicket : IValueTaskSource
{
    private readonly PooledWait<ExceptionDispatchInfo?> _wait = new();

    private IValueTaskSource<ExceptionDispatchInfo?> Source => _wait;

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => Source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => Source.GetResult(token)?.Throw();

    /// <summary>Begins a wait.</summary>
    internal ValueTask Wait() => new(this, _wait.Version);

    /// <summary>Ends it.</summary>
    internal void Complete() => _wait.Complete(null);

    /// <summary>Ends it with a failure, which the waiting side meets.</summary>
    internal void Fail(Exception failure) => _wait.Complete(ExceptionDispatchInfo.Capture(failure));
}
