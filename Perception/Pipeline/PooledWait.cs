using System.Threading.Tasks.Sources;

namespace Perception.Pipeline;

/// <summary>One wait for something that another thread brings; used again after it was awaited, so that waiting allocates nothing.</summary>
/// <remarks>
/// <see cref="Complete"/> is called once for each wait, which is awaited once. Whoever waited on a <see cref="StageThread"/> goes on there, others
/// and where that thread's work is over, on a thread of the pool; never on the thread that completes.
/// </remarks>
/// <typeparam name="TResult">What is waited for.</typeparam>
internal sealed class PooledWait<TResult> : IValueTaskSource<TResult>, IValueTaskSource, IThreadPoolWorkItem
{
    private static readonly Action<object?> IsDone = static _ => { };

    private readonly Action<PooledWait<TResult>>? _over;
    private readonly Action _execute;
    private volatile StageThread? _home;
    private TResult _result = default!;
    private object? _state;
    private Action<object?>? _continuation;
    private short _version;

    /// <param name="over">Called when the wait was awaited and may be used again.</param>
    public PooledWait(Action<PooledWait<TResult>>? over = null)
    {
        _over = over;
        _execute = Execute;
    }

    /// <summary>The wait's number.</summary>
    public short Version => _version;

    public ValueTask<TResult> Task => new(this, _version);

    public ValueTask TaskWithoutResult => new(this, _version);

    public void Complete(TResult result)
    {
        _result = result;

        // Where nobody awaits yet, this leaves word that the answer is there.
        if (Interlocked.CompareExchange(ref _continuation, IsDone, null) is not null)
        {
            GoOn();
        }
    }

    void IThreadPoolWorkItem.Execute() => Execute();

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        Check(token);
        TResult result = _result;
        _result = default!;
        _state = null;
        _continuation = null;
        _home = null;
        _version++;
        _over?.Invoke(this);
        return result;
    }

    void IValueTaskSource.GetResult(short token) => ((IValueTaskSource<TResult>)this).GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => Status(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => Status(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Register(continuation, state, token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Register(continuation, state, token);

    private void Register(Action<object?> continuation, object? state, short token)
    {
        Check(token);
        _state = state;
        _home = StageThread.Current;
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
        {
            // The answer came first: this takes the place of the word that it is there, and runs.
            _continuation = continuation;
            GoOn();
        }
    }

    private void GoOn()
    {
        if (_home is { } home)
        {
            home.Post(_execute);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Execute() => _continuation!(_state);

    private ValueTaskSourceStatus Status(short token)
    {
        Check(token);
        return ReferenceEquals(Volatile.Read(ref _continuation), IsDone) ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    private void Check(short token)
    {
        if (token != _version)
        {
            throw new InvalidOperationException("A wait was awaited more than once.");
        }
    }
}
