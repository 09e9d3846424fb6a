namespace Perception.Pipeline;

/// <summary>The frame from whose release others are counted: the earliest of the drives' first ones, released at once when every drive has come to its first; all others follow by their distances from it.</summary>
/// <remarks>Thread safe: the drives of a rig share one, so that frames that were captured together are released together.</remarks>
public sealed class PaceOrigin
{
    private readonly Lock _gate = new();
    private int _awaited;
    private long _captureTimeNs = long.MaxValue;
    private long _timestamp;
    private bool _isSet;

    /// <param name="drives">How many share it.</param>
    /// <remarks>A drive by itself counts from the moment at which its first frame is released.</remarks>
    public PaceOrigin(int drives = 1) => _awaited = drives > 1 ? drives : 0;

    /// <summary>Whether every drive has come to its first frame, or will not.</summary>
    internal bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _awaited <= 0;
            }
        }
    }

    /// <summary>A drive has come to its first frame; once for each.</summary>
    internal void Join(long captureTimeNs, long timestamp)
    {
        lock (_gate)
        {
            if (_awaited > 0)
            {
                _captureTimeNs = Math.Min(_captureTimeNs, captureTimeNs);
                End(timestamp);
            }
        }
    }

    /// <summary>A drive will have no first frame; once for each, and not after <see cref="Join"/>.</summary>
    internal void Leave(long timestamp)
    {
        lock (_gate)
        {
            End(timestamp);
        }
    }

    /// <returns>False where there is one already.</returns>
    internal bool TrySet(long captureTimeNs, long timestamp)
    {
        lock (_gate)
        {
            if (_isSet)
            {
                return false;
            }

            (_captureTimeNs, _timestamp, _isSet) = (captureTimeNs, timestamp, true);
            return true;
        }
    }

    internal bool TryGet(out long captureTimeNs, out long timestamp)
    {
        lock (_gate)
        {
            (captureTimeNs, timestamp) = (_captureTimeNs, _timestamp);
            return _isSet;
        }
    }

    internal void Forget()
    {
        lock (_gate)
        {
            _isSet = false;
        }
    }

    /// <summary>One drive fewer is waited for.</summary>
    private void End(long timestamp)
    {
        if (--_awaited == 0 && _captureTimeNs != long.MaxValue)
        {
            (_timestamp, _isSet) = (timestamp, true);
        }
    }
}
