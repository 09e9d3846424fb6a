namespace Perception.Pipeline;

/// <summary>
/// Gives items back in the order of their sequence numbers, however the parallel stages before it finished them.
/// </summary>
/// <remarks>Not thread safe. Sequence numbers are contiguous from 0, and never more than the capacity apart.</remarks>
public sealed class ReorderBuffer<T>
    where T : class
{
    private readonly T?[] _slots;
    private long _next;

    public ReorderBuffer(int capacity) => _slots = new T?[capacity];

    /// <exception cref="InvalidOperationException">The sequence number was given out before or lies too far ahead.</exception>
    public void Add(long sequence, T item)
    {
        ref T? slot = ref _slots[sequence % _slots.Length];
        if (sequence < _next || sequence >= _next + _slots.Length || slot is not null)
        {
            throw new InvalidOperationException($"reorder: expected a new sequence number in [{_next}, {_next + _slots.Length}), found {sequence}");
        }

        slot = item;
    }

    /// <summary>Takes the next item in order, if it has arrived.</summary>
    public bool TryTake(out T? item)
    {
        ref T? slot = ref _slots[_next % _slots.Length];
        item = slot;
        if (item is null)
        {
            return false;
        }

        slot = null;
        _next++;
        return true;
    }
}
