namespace Perception.Pipeline;

/// <summary>
/// Bounds how many frames of all cameras together are in process, so that with more cameras than the machine carries the frames grow
/// fewer, not older: each camera waits here for its turn and then takes its newest frame. First come, first served.
/// </summary>
/// <remarks>Thread safe; waiting allocates nothing.</remarks>
public sealed class FrameGate
{
    private readonly Lock _gate = new();
    private readonly Queue<GateTicket> _waiting = new();
    private int _free;

    /// <param name="frames">How many at once.</param>
    public FrameGate(int frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        Capacity = frames;
        _free = frames;
    }

    public int Capacity { get; }

    /// <summary>How many frames are in process now.</summary>
    public int InProcess
    {
        get
        {
            lock (_gate)
            {
                return Capacity - _free;
            }
        }
    }

    /// <summary>Waits for a turn; every one that is had is given back by <see cref="Leave"/>.</summary>
    /// <param name="ticket">The caller's own, not waiting already.</param>
    public ValueTask EnterAsync(GateTicket ticket)
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return ValueTask.CompletedTask;
            }

            ValueTask turn = ticket.Wait();
            _waiting.Enqueue(ticket);
            return turn;
        }
    }

    /// <summary>Gives a turn back; it goes to the one who has waited longest.</summary>
    public void Leave()
    {
        GateTicket? next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next))
            {
                _free++;
            }
        }

        next?.Complete();
    }
}
