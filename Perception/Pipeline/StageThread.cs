using System.Runtime.CompilerServices;

namespace Perception.Pipeline;

/// <summary>
/// A thread of its own for one worker: what the worker waits for by <see cref="PooledWait{TResult}"/> wakes this thread and no other. So
/// native code, which keeps memory by thread, meets the same few threads for ever, and the system's tools show the stage's name.
/// </summary>
/// <remarks>Waking and waiting allocate nothing once each wait has been used.</remarks>
internal sealed class StageThread
{
    [ThreadStatic]
    private static StageThread? _current;

    private readonly object _gate = new();
    private readonly Queue<Action> _ready = new();
    private readonly Func<StageThread, Task> _work;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;

    private StageThread(Func<StageThread, Task> work) => _work = work;

    /// <summary>The one whose thread calls; null on any other thread.</summary>
    public static StageThread? Current => _current;

    /// <summary>Begins the work on a new thread, which goes on with it after each wait and ends with it.</summary>
    /// <param name="name">Shown by the system's tools, which cut it at 15 bytes.</param>
    /// <param name="work">What to do. After a wait of another kind it comes back by <see cref="Home"/>.</param>
    /// <returns>Ends with the work and the thread; failed at once with a <see cref="PipelineException"/> where the system gives no thread.</returns>
    public static Task RunAsync(string name, Func<StageThread, Task> work)
    {
        StageThread owner = new(work);
        try
        {
            new Thread(owner.Serve) { IsBackground = true, Name = name }.Start();
        }
        catch (Exception failure) when (failure is ThreadStartException or OutOfMemoryException)
        {
            return Task.FromException(new PipelineException($"{name}: expected a thread from the system, found none to be had: {failure.Message}", failure));
        }

        return owner._ended.Task;
    }

    /// <summary>Does something that never waits on a new thread, which ends with it.</summary>
    /// <inheritdoc cref="RunAsync(string, Func{StageThread, Task})"/>
    public static Task RunAsync(string name, Action work) => RunAsync(name, _ =>
    {
        work();
        return Task.CompletedTask;
    });

    /// <summary>Goes on on this thread.</summary>
    public HomeWait Home() => new(this);

    /// <summary>Has this thread go on with something; a thread of the pool, where the work is over.</summary>
    public void Post(Action ready)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _ready.Enqueue(ready);
                Monitor.Pulse(_gate);
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static action => action(), ready, preferLocal: false);
    }

    private void Serve()
    {
        _current = this;
        Task work = WorkAsync();
        if (work.IsCompleted)
        {
            End();
        }
        else
        {
            work.GetAwaiter().UnsafeOnCompleted(End);
        }

        while (Take() is { } ready)
        {
            ready();
        }

        _ended.SetFromTask(work);
    }

    /// <summary>So that what it throws before its first wait is the task's too.</summary>
    private async Task WorkAsync() => await _work(this).ConfigureAwait(false);

    private Action? Take()
    {
        lock (_gate)
        {
            while (_ready.Count == 0)
            {
                if (_isOver)
                {
                    return null;
                }

                Monitor.Wait(_gate);
            }

            return _ready.Dequeue();
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Awaited to come back to a thread.</summary>
    internal readonly struct HomeWait(StageThread home) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => _current == home;

        public HomeWait GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => home.Post(continuation);

        public void UnsafeOnCompleted(Action continuation) => home.Post(continuation);
    }
}
