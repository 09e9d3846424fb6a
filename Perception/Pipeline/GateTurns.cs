using System.Runtime.CompilerServices;

namespace Perception.Pipeline;

/// <summary>One pipeline's turns at the gate that it shares with the other cameras'; without a gate every turn is had at once.</summary>
/// <remarks>One waits at a time; any thread gives back.</remarks>
internal sealed class GateTurns(FrameGate? gate)
{
    private readonly GateTicket _ticket = new();
    private readonly HeldCount _held = new();

    /// <summary>Waits for a turn; every one is given back by <see cref="Leave"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask EnterAsync()
    {
        if (gate is not null)
        {
            await gate.EnterAsync(_ticket).ConfigureAwait(false);
            if (!_held.TryTake())
            {
                gate.Leave();
            }
        }
    }

    /// <summary>Gives a turn back; nothing where <see cref="LeaveAll"/> has done so before.</summary>
    public void Leave()
    {
        if (_held.TryGive())
        {
            gate!.Leave();
        }
    }

    /// <summary>Gives back the turns of frames that will not come out, and keeps none from now on, so that the other cameras go on.</summary>
    public void LeaveAll()
    {
        for (int held = _held.Close(); held > 0; held--)
        {
            gate!.Leave();
        }
    }
}
