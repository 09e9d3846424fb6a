namespace Perception.Pipeline;

/// <summary>The frame from whose release others are counted: the first that comes is released at once, and all later ones by their distances from it.</summary>
/// <remarks>Thread safe: the drives of a rig share one, so that frames that were captured together are released together.</remarks>
public sealed class PaceOrigin
{
    private readonly Lock _gate = new();
    private long _captureTimeNs;
    private long _timestamp;
    private bool _isSet;

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
}
