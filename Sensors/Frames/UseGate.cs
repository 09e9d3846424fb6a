namespace Sensors.Frames;

/// <summary>
/// Lets native resources be disposed while a thread still works with them: then the end of that work frees them, not the owner.
/// </summary>
/// <remarks>Thread safe; allocates nothing. Whoever is told "true" frees, and nobody else is.</remarks>
public sealed class UseGate
{
    private readonly Lock _gate = new();
    private int _users;
    private bool _isClosed;

    /// <summary>Begins a piece of work.</summary>
    /// <returns>False where the gate is closed: there is nothing left to work with.</returns>
    public bool TryEnter()
    {
        lock (_gate)
        {
            _users += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    /// <summary>Ends a piece of work that was begun.</summary>
    /// <returns>True where the caller has to free the resources now.</returns>
    public bool Leave()
    {
        lock (_gate)
        {
            return --_users == 0 && _isClosed;
        }
    }

    /// <summary>Lets no more work begin; for the owner's <c>Dispose</c>.</summary>
    /// <returns>True where the caller has to free the resources now.</returns>
    public bool Close()
    {
        lock (_gate)
        {
            bool isFirst = !_isClosed;
            _isClosed = true;
            return isFirst && _users == 0;
        }
    }
}
