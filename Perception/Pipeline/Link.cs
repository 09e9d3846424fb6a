using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Perception.Pipeline;

/// <summary>A bounded queue between two stages, with a named delivery policy.</summary>
/// <remarks>Reads and writes take no cancellation token: a link ends by <see cref="Complete"/>, and then its waits allocate nothing.</remarks>
/// <typeparam name="T">What travels; ownership moves with it.</typeparam>
public sealed class Link<T>
    where T : class
{
    private readonly Channel<T> _channel;

    /// <param name="policy">What happens when the queue is full.</param>
    /// <param name="capacity">How many items wait at the most; 1 for <see cref="DeliveryPolicy.Latest"/>.</param>
    /// <param name="dropped">Takes over each item that <see cref="DeliveryPolicy.Latest"/> drops; disposes and counts it.</param>
    public Link(DeliveryPolicy policy, int capacity, Action<T>? dropped = null)
    {
        Policy = policy;
        if (policy == DeliveryPolicy.Latest)
        {
            ArgumentNullException.ThrowIfNull(dropped);
        }

        BoundedChannelOptions options = new(policy == DeliveryPolicy.Latest ? 1 : capacity)
        {
            FullMode = policy == DeliveryPolicy.Latest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait,
        };
        _channel = Channel.CreateBounded(options, dropped);
    }

    public DeliveryPolicy Policy { get; }

    /// <summary>Hands an item on; waits where the policy says so.</summary>
    /// <exception cref="ChannelClosedException">The link was completed; the item is still the caller's.</exception>
    public ValueTask WriteAsync(T item) => _channel.Writer.WriteAsync(item);

    /// <summary>Waits until an item can be taken, and leaves it there; a newer one may still take its place.</summary>
    /// <returns>False once the link was completed and is empty.</returns>
    public ValueTask<bool> WaitAsync() => _channel.Reader.WaitToReadAsync();

    /// <summary>Takes the next item, waiting for one.</summary>
    /// <returns>Null once the link was completed and is empty.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync()
    {
        try
        {
            return await _channel.Reader.ReadAsync().ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>No more items will be written; what waits is still read.</summary>
    public void Complete() => _channel.Writer.TryComplete();
}
