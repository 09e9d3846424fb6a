using System.Diagnostics.CodeAnalysis;
using Perception.Pipeline;
using Perception.Tests.Shared;

namespace Perception.Tests.Pipeline;

[SuppressMessage("Reliability", "CA2012", Justification = "Each is waited for once, after others were begun.")]
[Collection(Alone.Name)]
public sealed class FrameGateTests
{
    [Fact]
    public async Task EnterAsync_MoreThanCapacity_ServesInOrderOfArrival()
    {
        FrameGate gate = new(1);
        Assert.True(gate.EnterAsync(new GateTicket()).IsCompleted);
        Task first = gate.EnterAsync(new GateTicket()).AsTask();
        Task second = gate.EnterAsync(new GateTicket()).AsTask();
        Assert.False(first.IsCompleted);

        gate.Leave();
        await first;
        Assert.False(second.IsCompleted);
        Assert.Equal(1, gate.InProcess);
        gate.Leave();
        await second;
        gate.Leave();
        Assert.Equal(0, gate.InProcess);
    }

    [Fact]
    public void EnterAsync_SteadyState_AllocatesNothing()
    {
        FrameGate gate = new(1);
        GateTicket[] tickets = [new(), new()];
        ValueTask[] waits = new ValueTask[2];
        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            waits[0] = gate.EnterAsync(tickets[0]);
            waits[1] = gate.EnterAsync(tickets[1]);
            gate.Leave();
            waits[0].GetAwaiter().GetResult();
            waits[1].GetAwaiter().GetResult();
            gate.Leave();
        }
    }
}
