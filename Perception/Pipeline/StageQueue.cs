using System.Threading.Channels;

namespace Perception.Pipeline;

/// <summary>
/// A bounded queue between stages. Like a bounded <see cref="Channel{T}"/>, but that waiting allocates nothing however many wait:
/// a channel allocates for every reader but the first.
/// </summary>
/// <remarks>Thread safe; any number of readers and writers, served in the order in which they came. Waits end by <see cref="Complete"/>.</remarks>
/// <typeparam name="T">What travels; ownership moves with it.</typeparam>
public sealed class StageQueue<T>
    where T : class
{
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly Action<T>? _dropped;
    private readonly Queue<T> _items;
    private readonly Queue<T> _heldBack = new();
    private readonly Queue<PooledWait<bool>> _writers = new();
    private readonly Queue<PooledWait<T?>> _readers = new();
    private readonly Queue<PooledWait<bool>> _watchers = new();
    private readonly Stack<PooledWait<T?>> _freeReads = new();
    private readonly Stack<PooledWait<bool>> _freeWaits = new();
    private readonly Action<PooledWait<T?>> _giveReadBack;
    private readonly Action<PooledWait<bool>> _giveWaitBack;
    private bool _isCompleted;

    /// <param name="capacity">How many items wait at the most.</param>
    /// <param name="dropped">Takes over the oldest item where a new one finds the queue full; null makes the writer wait.</param>
    public StageQueue(int capacity, Action<T>? dropped = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _dropped = dropped;
        _items = new Queue<T>(capacity);
        _giveReadBack = GiveBack;
        _giveWaitBack = GiveBack;
    }

    /// <summary>How many items wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>Adds an item if there is room.</summary>
    /// <returns>False where there is none or the queue was completed; the item is still the caller's.</returns>
    public bool TryWrite(T item)
    {
        lock (_gate)
        {
            return !_isCompleted && TryAdd(item);
        }
    }

    /// <summary>Adds an item; where the queue is full and drops nothing, ends once there is room.</summary>
    /// <exception cref="ChannelClosedException">The queue was completed; the item is still the caller's.</exception>
    public ValueTask WriteAsync(T item)
    {
        while (true)
        {
            T oldest;
            lock (_gate)
            {
                if (_isCompleted)
                {
                    throw new ChannelClosedException();
                }

                if (TryAdd(item))
                {
                    return ValueTask.CompletedTask;
                }

                if (_dropped is null)
                {
                    PooledWait<bool> room = NewWait();
                    _heldBack.Enqueue(item);
                    _writers.Enqueue(room);
                    return room.TaskWithoutResult;
                }

                oldest = _items.Dequeue();
            }

            // Before the new one can be read: whoever has that knows of this one. Not under the lock: this takes others.
            _dropped(oldest);
        }
    }

    /// <summary>Takes the next item, waiting for one.</summary>
    /// <returns>Null once the queue was completed and is empty.</returns>
    public ValueTask<T?> ReadAsync()
    {
        lock (_gate)
        {
            if (Take() is { } item)
            {
                return new ValueTask<T?>(item);
            }

            if (_isCompleted)
            {
                return default;
            }

            if (!_freeReads.TryPop(out PooledWait<T?>? read))
            {
                read = new PooledWait<T?>(_giveReadBack);
            }

            _readers.Enqueue(read);
            return read.Task;
        }
    }

    /// <summary>Waits until an item can be taken, and leaves it there; another reader may still take it, or a newer one its place.</summary>
    /// <returns>False once the queue was completed and is empty.</returns>
    public ValueTask<bool> WaitAsync()
    {
        lock (_gate)
        {
            if (_items.Count > 0 || _isCompleted)
            {
                return new ValueTask<bool>(_items.Count > 0);
            }

            PooledWait<bool> watch = NewWait();
            _watchers.Enqueue(watch);
            return watch.Task;
        }
    }

    /// <summary>Takes the next item if there is one.</summary>
    public bool TryRead(out T? item)
    {
        lock (_gate)
        {
            item = Take();
            return item is not null;
        }
    }

    /// <summary>No more items will be written; what waits is still read.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isCompleted = true;
            while (_readers.TryDequeue(out PooledWait<T?>? reader))
            {
                reader.Complete(null);
            }

            EndWatches(_items.Count > 0);
        }
    }

    /// <summary>Gives an item to who waits for one, or puts it where there is room. Called under the lock.</summary>
    private bool TryAdd(T item)
    {
        if (_readers.TryDequeue(out PooledWait<T?>? reader))
        {
            reader.Complete(item);
            return true;
        }

        if (_items.Count == _capacity)
        {
            return false;
        }

        _items.Enqueue(item);
        EndWatches(isThere: true);
        return true;
    }

    /// <summary>The oldest item; the first writer that was held back comes in for it.</summary>
    private T? Take()
    {
        if (!_items.TryDequeue(out T? item))
        {
            return null;
        }

        if (_writers.TryDequeue(out PooledWait<bool>? writer))
        {
            _items.Enqueue(_heldBack.Dequeue());
            writer.Complete(true);
        }

        return item;
    }

    private void EndWatches(bool isThere)
    {
        while (_watchers.TryDequeue(out PooledWait<bool>? watch))
        {
            watch.Complete(isThere);
        }
    }

    private PooledWait<bool> NewWait() => _freeWaits.TryPop(out PooledWait<bool>? free) ? free : new PooledWait<bool>(_giveWaitBack);

    private void GiveBack(PooledWait<T?> read)
    {
        lock (_gate)
        {
            _freeReads.Push(read);
        }
    }

    private void GiveBack(PooledWait<bool> wait)
    {
        lock (_gate)
        {
            _freeWaits.Push(wait);
        }
    }
}
