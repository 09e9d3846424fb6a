using System.Threading.Channels;

namespace Perception.Pipeline;

/// <summary>A bounded queue between two stages, with a named delivery policy.</summary>
/// <remarks>
/// Any number of readers; one writer where the policy leaves items out. Reads and writes take no cancellation token: a link ends by
/// <see cref="Complete"/>. Waiting allocates nothing.
/// </remarks>
/// <typeparam name="T">What travels; ownership moves with it.</typeparam>
public sealed class Link<T>
    where T : class
{
    private readonly StageQueue<T> _queue;
    private readonly Action<T, DropCause>? _dropped;
    private readonly Func<T, TimeSpan>? _age;
    private long _written;

    /// <param name="policy">What happens when the queue is full.</param>
    /// <param name="capacity">How many items wait at the most; 1 for <see cref="DeliveryPolicy.Latest"/>.</param>
    /// <param name="dropped">Takes over each item that does not go on; disposes and counts it. Needed unless the policy is <see cref="DeliveryPolicy.Lossless"/>.</param>
    /// <param name="age">How long ago an item was captured. Needed for <see cref="DeliveryPolicy.LatencyBound"/>.</param>
    public Link(DeliveryPolicy policy, int capacity, Action<T, DropCause>? dropped = null, Func<T, TimeSpan>? age = null)
    {
        Policy = policy;
        _dropped = dropped;
        _age = age;
        if (policy != DeliveryPolicy.Lossless)
        {
            ArgumentNullException.ThrowIfNull(dropped);
        }

        if (policy.Kind == DeliveryKind.LatencyBound)
        {
            ArgumentNullException.ThrowIfNull(age);
        }

        _queue = policy.Kind switch
        {
            DeliveryKind.Lossless => new StageQueue<T>(capacity),
            DeliveryKind.Latest => new StageQueue<T>(1, item => dropped!(item, DropCause.NewerFrame)),
            _ => new StageQueue<T>(capacity, item => dropped!(item, DropCause.NewerFrame)),
        };
    }

    public DeliveryPolicy Policy { get; }

    /// <summary>Hands an item on; waits where the policy says so.</summary>
    /// <exception cref="ChannelClosedException">The link was completed; the item is still the caller's.</exception>
    public ValueTask WriteAsync(T item)
    {
        if (Policy.Interval > 1 && _written++ % Policy.Interval != 0)
        {
            _dropped!(item, DropCause.EveryNth);
            return ValueTask.CompletedTask;
        }

        if (IsTooOld(item))
        {
            _dropped!(item, DropCause.TooOld);
            return ValueTask.CompletedTask;
        }

        return _queue.WriteAsync(item);
    }

    /// <summary>Waits until an item can be taken, and leaves it there; a newer one may still take its place.</summary>
    /// <returns>False once the link was completed and is empty.</returns>
    public ValueTask<bool> WaitAsync() => _queue.WaitAsync();

    /// <summary>Takes the next item, waiting for one.</summary>
    /// <returns>Null once the link was completed and is empty.</returns>
    public ValueTask<T?> ReadAsync()
    {
        if (Policy.Kind == DeliveryKind.LatencyBound)
        {
            while (_queue.TryRead(out T? item))
            {
                if (!IsTooOld(item!))
                {
                    return new ValueTask<T?>(item);
                }

                _dropped!(item!, DropCause.TooOld);
            }
        }

        // What comes from here on comes as it is written, and then it is not too old.
        return _queue.ReadAsync();
    }

    /// <summary>Takes the next item, if there is one.</summary>
    public bool TryRead(out T? item)
    {
        while (_queue.TryRead(out item))
        {
            if (!IsTooOld(item!))
            {
                return true;
            }

            _dropped!(item!, DropCause.TooOld);
        }

        return false;
    }

    /// <summary>No more items will be written; what waits is still read.</summary>
    public void Complete() => _queue.Complete();

    private bool IsTooOld(T item) => Policy.Kind == DeliveryKind.LatencyBound && _age!(item) > Policy.Bound;
}
