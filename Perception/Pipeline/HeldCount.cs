namespace Perception.Pipeline;

/// <summary>How much a pipeline holds of something shared, so that each is given back once: by itself, or with all the others at the pipeline's end.</summary>
/// <remarks>Thread safe; allocates nothing.</remarks>
internal sealed class HeldCount
{
    private readonly Lock _gate = new();
    private int _held;
    private bool _isClosed;

    /// <returns>False after <see cref="Close"/>: the caller gives it back at once.</returns>
    public bool TryTake()
    {
        lock (_gate)
        {
            _held += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    /// <returns>False where <see cref="Close"/> has told of it before.</returns>
    public bool TryGive()
    {
        lock (_gate)
        {
            bool isHeld = _held > 0;
            _held -= isHeld ? 1 : 0;
            return isHeld;
        }
    }

    /// <summary>Nothing is held from now on.</summary>
    /// <returns>How many were, for the caller to give back.</returns>
    public int Close()
    {
        lock (_gate)
        {
            int held = _held;
            _held = 0;
            _isClosed = true;
            return held;
        }
    }
}
