using System.Runtime.CompilerServices;

namespace Perception.Pipeline;

/// <summary>One pipeline's turns at the gate that it shares with the other cameras'; without a gate every turn is had at once.</summary>
/// <remarks>One waits at a time; any thread gives back.</remarks>
internal sealed class GateTurns(FrameGate? gate)
{
    private readonly GateTicket _ticket = new();
    private int _held;

    /// <summary>Waits for a turn; every one is given back by <see cref="Leave"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask EnterAsync()
    {
        if (gate is not null)
        {
            await gate.EnterAsync(_ticket).ConfigureAwait(false);
            Interlocked.Increment(ref _held);
        }
    }

    /// <summary>Gives a turn back; nothing where <see cref="LeaveAll"/> has done so before.</summary>
    public void Leave()
    {
        int held;
        do
        {
            held = Volatile.Read(ref _held);
            if (held == 0)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _held, held - 1, held) != held);

        gate!.Leave();
    }

    /// <summary>Gives back the turns of frames that will not come out, so that the other cameras go on.</summary>
    public void LeaveAll()
    {
        for (int held = Interlocked.Exchange(ref _held, 0); held > 0; held--)
        {
            gate!.Leave();
        }
    }
}
