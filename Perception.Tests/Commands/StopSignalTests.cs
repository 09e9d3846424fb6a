using Perception.Commands;

namespace Perception.Tests.Commands;

public sealed class StopSignalTests
{
    [Fact]
    public void Stop_BeforeAndAfterTheEnd_CancelsAndThenDoesNothing()
    {
        StopSignal stop = new();
        CancellationToken token = stop.Token;
        using StopSignal other = new();
        other.Stop();
        Assert.True(other.Token.IsCancellationRequested);

        // As by the key q just when a replay has ended by itself, on a thread that nothing guards.
        stop.Dispose();
        stop.Stop();
        Assert.False(token.IsCancellationRequested);
    }
}
