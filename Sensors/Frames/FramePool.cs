using System.Threading.Channels;

namespace Sensors.Frames;

/// <summary>
/// A fixed number of images, reused for ever, so that memory is bounded and the steady state allocates nothing.
/// </summary>
/// <remarks>Thread safe. The pool owns every image; it is disposed after all leases have come back.</remarks>
public sealed class FramePool : IDisposable
{
    private readonly Channel<FrameLease> _free;
    private readonly FrameLease[] _leases;

    /// <param name="capacity">How many frames may be in flight at once.</param>
    public FramePool(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _free = Channel.CreateBounded<FrameLease>(capacity);
        _leases = new FrameLease[capacity];
        for (int i = 0; i < capacity; i++)
        {
            _leases[i] = new FrameLease(this);
            _free.Writer.TryWrite(_leases[i]);
        }
    }

    public int Capacity => _leases.Length;

    /// <summary>How many frames are on loan now.</summary>
    public int Outstanding => Capacity - _free.Reader.Count;

    /// <summary>Takes a free frame, waiting until one comes back.</summary>
    public async ValueTask<FrameLease> RentAsync(CancellationToken cancellationToken)
    {
        FrameLease lease = await _free.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        lease.Take();
        return lease;
    }

    /// <summary>Takes a free frame if there is one.</summary>
    public bool TryRent(out FrameLease? lease)
    {
        if (!_free.Reader.TryRead(out lease))
        {
            return false;
        }

        lease.Take();
        return true;
    }

    internal void Return(FrameLease lease) => _free.Writer.TryWrite(lease);

    public void Dispose()
    {
        foreach (FrameLease lease in _leases)
        {
            lease.Image.Dispose();
        }
    }
}
