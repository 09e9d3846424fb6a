using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sensors.Frames;

/// <summary>
/// A fixed number of images, reused for ever, so that memory is bounded and the steady state allocates nothing.
/// </summary>
/// <remarks>
/// Thread safe. The pool owns every image; it is disposed after all leases have come back. One that comes back later frees its
/// image then, so that a stage that is still reading it does no harm. A pool that tracks holders (debug builds do) says on
/// <see cref="Dispose"/> who has not given a lease back.
/// </remarks>
public sealed class FramePool : IDisposable
{
    private readonly Channel<FrameLease> _free;
    private readonly List<FrameLease> _leases = [];
    private readonly Lock _gate = new();
    private readonly bool _tracksHolders;

    /// <param name="capacity">How many frames may be in flight at once.</param>
    /// <param name="tracksHolders">Whether to record who holds each lease; null for debug builds only.</param>
    public FramePool(int capacity, bool? tracksHolders = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _tracksHolders = tracksHolders ?? IsDebugBuild;
        Capacity = capacity;
        _free = Channel.CreateBounded<FrameLease>(capacity);
        for (int i = 0; i < capacity; i++)
        {
            AddSpare();
        }
    }

    public int Capacity { get; }

    /// <summary>How many frames are on loan now.</summary>
    public int Outstanding
    {
        get
        {
            lock (_gate)
            {
                int count = 0;
                foreach (FrameLease lease in _leases)
                {
                    count += lease.References > 0 ? 1 : 0;
                }

                return count;
            }
        }
    }

    private static bool IsDebugBuild =>
#if DEBUG
        true;
#else
        false;
#endif

    /// <summary>Waits until there is a free frame, and leaves it there: <see cref="TryRent"/> takes it. One waits at a time without allocating.</summary>
    /// <returns>False where the pool has been disposed.</returns>
    public ValueTask<bool> WaitAsync() => _free.Reader.WaitToReadAsync();

    /// <summary>Takes a free frame if there is one.</summary>
    /// <param name="lease">The frame, with one reference.</param>
    /// <param name="holder">Who takes it, for <see cref="DebugOutstanding"/>.</param>
    public bool TryRent(out FrameLease? lease, [CallerMemberName] string holder = "")
    {
        if (!_free.Reader.TryRead(out lease))
        {
            return false;
        }

        lease.Take(holder);
        return true;
    }

    /// <summary>Puts a new frame in the place of one that may never come back; should it come back to a full pool, it is freed.</summary>
    public void AddSpare()
    {
        FrameLease lease = new(this, _tracksHolders);
        lock (_gate)
        {
            _leases.Add(lease);
        }

        Return(lease);
    }

    /// <summary>A line for each frame on loan: its number, how many references are left, and who has had it.</summary>
    public IReadOnlyList<string> DebugOutstanding()
    {
        lock (_gate)
        {
            return [.. _leases.Where(lease => lease.References > 0).Select(lease => lease.Describe())];
        }
    }

    /// <summary>Frees every image that is not on loan.</summary>
    /// <exception cref="InvalidOperationException">The pool tracks holders and a lease has not come back; the message names its
    /// holders.</exception>
    public void Dispose()
    {
        IReadOnlyList<string> leaked = _tracksHolders ? DebugOutstanding() : [];
        if (!_free.Writer.TryComplete())
        {
            return;
        }

        while (_free.Reader.TryRead(out FrameLease? lease))
        {
            lease.Image.Dispose();
        }

        if (leaked.Count > 0)
        {
            throw new InvalidOperationException($"{leaked.Count} of {Capacity} frames did not come back: {string.Join("; ", leaked)}");
        }
    }

    internal void Return(FrameLease lease)
    {
        if (_free.Writer.TryWrite(lease))
        {
            return;
        }

        lease.Image.Dispose();
        lock (_gate)
        {
            _leases.Remove(lease);
        }
    }
}
