using System.Diagnostics.CodeAnalysis;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Faults;
using Perception.Tests.Inference;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;

namespace Perception.Tests.Pipeline;

/// <summary>Frames of several cameras share runs, wait no longer than they must, and fail one by one.</summary>
[Collection(Alone.Name)]
[SuppressMessage("Reliability", "CA2012", Justification = "Each is waited for once, after others were begun.")]
public sealed class BatchRunnerTests : IDisposable
{
    private static readonly BatchOptions Long = new() { Wait = TimeSpan.FromMinutes(1), EndTimeout = TimeSpan.FromMinutes(1) };
    private readonly NetworkFolder _folder = NetworkFolder.Write(
        new TinyOnnx().Input("image", [-1, 3, 4, 8]).Unary("Neg", "image", "negative", [-1, 3, 4, 8]).ToArray(),
        "tasks: [lanes]\ndecoder: two-logit-masks\nbatch: 3\n" + NetworkFolder.InputKeys(8, 4) + "outputs: [{name: negative, shape: [1, 3, 4, 8]}]\n");

    private readonly Network _network;

    public BatchRunnerTests() => _network = _folder.Load();

    public void Dispose()
    {
        _network.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task RunAsync_AsManyAsAnnounced_ShareOneRunAtOnce()
    {
        using BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket[] tickets = Tickets(3);
        Array.ForEach(tickets, runner.Announce);

        await RunAll(runner, tickets);

        Assert.Equal((0, 0, 1), (runner.Runs(1), runner.Runs(2), runner.Runs(3)));
        AssertAnswers(tickets);
    }

    [Fact]
    public async Task RunAsync_NobodyElseOnTheWay_DoesNotWait()
    {
        using BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket[] tickets = Tickets(1);
        runner.Announce(tickets[0]);

        await RunAll(runner, tickets);

        Assert.Equal(1, runner.Runs(1));
        AssertAnswers(tickets);
    }

    [Fact]
    public async Task Withdraw_OfTheFrameThatWasWaitedFor_EndsTheWait()
    {
        using BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket[] tickets = Tickets(3);
        Array.ForEach(tickets, runner.Announce);

        Task both = RunAll(runner, tickets[..2]);
        runner.Withdraw(tickets[2]);
        await both;

        Assert.Equal(1, runner.Runs(2));
    }

    [Fact]
    public async Task Withdraw_AgainOrOfAFrameThatHasCome_ChangesNothing()
    {
        using BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket[] tickets = Tickets(3);
        Array.ForEach(tickets, runner.Announce);
        Task first = RunAll(runner, tickets[..1]);
        Assert.Equal(2, runner.FramesOnTheWay);

        runner.Withdraw(tickets[0]);
        runner.Withdraw(tickets[1]);
        runner.Withdraw(tickets[1]);
        Assert.Equal((1, false), (runner.FramesOnTheWay, first.IsCompleted));
        await Task.WhenAll(first, RunAll(runner, tickets[2..]));

        Assert.Equal((0, 1), (runner.FramesOnTheWay, runner.Runs(2)));
    }

    [Fact]
    public async Task RunAsync_FrameThatWasNotAnnounced_IsRunAndNobodyWaitsForIt()
    {
        using BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket[] tickets = Tickets(2);
        await RunAll(runner, tickets[..1]);
        runner.Announce(tickets[1]);
        await RunAll(runner, tickets[1..]);

        Assert.Equal((0, 2), (runner.FramesOnTheWay, runner.Runs(1)));
    }

    [Fact]
    public async Task RunAsync_AnnouncedFrameThatDoesNotCome_WaitsForTheLimitOnly()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(20);
        using BatchRunner runner = new(_network, Long with { Wait = limit }, TimeProvider.System);
        BatchTicket[] tickets = Tickets(2);
        Array.ForEach(tickets, runner.Announce);
        long started = TimeProvider.System.GetTimestamp();

        await RunAll(runner, tickets[..1]);

        // The lower bound alone: how late a loaded machine wakes up is not this test's matter.
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= limit - TimeSpan.FromMilliseconds(2));
        Assert.Equal(1, runner.Runs(1));
    }

    [Fact]
    public async Task RunAsync_ClockThatStandsStill_WaitsUntilThatSaysThatTheLimitIsOver()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(5);
        TimerTime time = new();
        using BatchRunner runner = new(_network, Long with { Wait = limit }, time);
        BatchTicket[] tickets = Tickets(2);
        Array.ForEach(tickets, runner.Announce);

        Task first = RunAll(runner, tickets[..1]);
        Assert.False(SpinWait.SpinUntil(() => first.IsCompleted, 20 * limit));
        time.Advance(limit);
        await first;

        Assert.Equal(1, runner.Runs(1));
    }

    [Fact]
    public async Task RunAsync_MoreThanOneBatch_RunsInOrderOfArrival()
    {
        using BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket[] tickets = Tickets(7);
        Array.ForEach(tickets, runner.Announce);

        await RunAll(runner, tickets);

        Assert.Equal(7, runner.Runs(1) + (2 * runner.Runs(2)) + (3 * runner.Runs(3)));
        AssertAnswers(tickets);
    }

    [Fact]
    public async Task RunAsync_BindingOfAnotherNetwork_FailsThatRunAndGoesOn()
    {
        using Network other = _folder.Load();
        using NetworkBinding foreign = other.CreateBinding(8, 4);
        using BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket wrong = new(foreign);
        runner.Announce(wrong);
        await Assert.ThrowsAsync<ArgumentException>(() => runner.RunAsync(wrong).AsTask());

        BatchTicket[] tickets = Tickets(2);
        Array.ForEach(tickets, runner.Announce);
        await RunAll(runner, tickets);

        Assert.Equal((0, 1), (runner.Runs(1), runner.Runs(2)));
        AssertAnswers(tickets);
    }

    [Fact]
    public async Task Dispose_WithFramesQueued_AnswersThemFirst()
    {
        BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket[] tickets = Tickets(3);
        Array.ForEach(tickets, runner.Announce);
        Task both = RunAll(runner, tickets[..2]);
        runner.Dispose();
        await both;

        AssertAnswers(tickets[..2]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => runner.RunAsync(tickets[0]).AsTask());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Dispose_RunThatDoesNotEnd_LeavesItToItself(int frames)
    {
        using NetworkFolder folder = EndlessNetwork.Write();
        Network network = folder.Load();
        BatchTicket[] tickets = [.. Enumerable.Range(0, frames).Select(_ => new BatchTicket(network.CreateBinding(EndlessNetwork.Side, EndlessNetwork.Side)))];
        Array.ForEach(tickets, ticket => ticket.Binding.Input.Fill(1));
        BatchRunner runner = new(network, Long with { EndTimeout = TimeSpan.FromMilliseconds(20) }, TimeProvider.System);
        Array.ForEach(tickets, runner.Announce);
        Task run = RunAll(runner, tickets);

        runner.Dispose();

        // The network is disposed beside it, as at the end of the program; the run is asked to end, and fails.
        network.Dispose();
        await Assert.ThrowsAsync<InferenceException>(() => run.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Array.ForEach(tickets, ticket => ticket.Binding.Dispose());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task EndRun_OfOneOfItsFrames_FailsThatRunAloneAndTheNextIsMade(int frames)
    {
        using NetworkFolder folder = EndlessNetwork.Write();
        using Network network = folder.Load();
        using BatchRunner runner = new(network, Long, TimeProvider.System);
        BatchTicket[] tickets = [.. Enumerable.Range(0, frames).Select(_ => new BatchTicket(network.CreateBinding(EndlessNetwork.Side, EndlessNetwork.Side)))];
        Array.ForEach(tickets, ticket => ticket.Binding.Input.Fill(1));
        Array.ForEach(tickets, runner.Announce);
        Task run = RunAll(runner, tickets);
        while (!run.IsCompleted)
        {
            tickets[^1].EndRun();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAsync<InferenceException>(() => run);
        tickets[^1].EndRun();
        tickets[^1].Binding.AllowRuns();
        Array.ForEach(tickets, ticket => ticket.Binding.Input.Clear());
        Array.ForEach(tickets, runner.Announce);
        await RunAll(runner, tickets);
        Assert.Equal(1, runner.Runs(frames));
        Array.ForEach(tickets, ticket => ticket.Binding.Dispose());
    }

    [Fact]
    public void RunAsync_SteadyState_AllocatesNothing()
    {
        using BatchRunner runner = new(_network, Long, TimeProvider.System);
        BatchTicket[] tickets = Tickets(2);
        ValueTask[] waits = new ValueTask[2];

        // The first rounds compile the code on both sides. The whole process is counted, so a pass in which something else allocated is made again.
        Rounds(50);
        long allocated = 1;
        for (int pass = 0; pass < 4 && allocated > 0; pass++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Rounds(200);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Assert.Equal(0, allocated);

        void Rounds(int count)
        {
            for (int round = 0; round < count; round++)
            {
                runner.Announce(tickets[0]);
                runner.Announce(tickets[1]);
                waits[0] = runner.RunAsync(tickets[0]);
                waits[1] = runner.RunAsync(tickets[1]);
                foreach (ValueTask wait in waits)
                {
                    SpinWait spin = default;
                    while (!wait.IsCompleted)
                    {
                        spin.SpinOnce();
                    }

                    wait.GetAwaiter().GetResult();
                }
            }
        }
    }

    private static async Task RunAll(BatchRunner runner, BatchTicket[] tickets) =>
        await Task.WhenAll(tickets.Select(ticket => runner.RunAsync(ticket).AsTask()).ToArray());

    private static void AssertAnswers(BatchTicket[] tickets)
    {
        for (int i = 0; i < tickets.Length; i++)
        {
            Assert.Equal(-1, tickets[i].Binding.Output(0).IndexOfAnyExcept(-(i + 1f)));
        }
    }

    private BatchTicket[] Tickets(int count)
    {
        BatchTicket[] tickets = [.. Enumerable.Range(0, count).Select(_ => new BatchTicket(_network.CreateBinding(8, 4)))];
        for (int i = 0; i < count; i++)
        {
            tickets[i].Binding.Input.Fill(i + 1);
        }

        return tickets;
    }
}
