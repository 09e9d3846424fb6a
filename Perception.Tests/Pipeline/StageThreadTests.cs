using Perception.Pipeline;
using Perception.Tests.Shared;

namespace Perception.Tests.Pipeline;

[Collection(Alone.Name)]
public sealed class StageThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task RunAsync_WaitsForAQueue_GoesOnOnItsOwnNamedThread()
    {
        const int items = 200;
        StageQueue<string> queue = new(capacity: 1);
        List<(int Thread, string? Name)> seen = [];
        Task reading = StageThread.RunAsync("reader", async _ =>
        {
            seen.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.Name));
            while (await queue.ReadAsync() is not null)
            {
                seen.Add((Environment.CurrentManagedThreadId, Thread.CurrentThread.Name));
            }
        });
        for (int i = 0; i < items; i++)
        {
            await queue.WriteAsync("a");
        }

        queue.Complete();
        await reading.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(items + 1, seen.Count);
        Assert.All(seen, at => Assert.Equal((seen[0].Thread, "reader"), at));
        Assert.NotEqual(Environment.CurrentManagedThreadId, seen[0].Thread);
    }

    [Fact]
    public async Task Home_AfterAWaitOnThePool_ComesBack()
    {
        List<StageThread?> seen = [];
        StageThread? owner = null;
        await StageThread.RunAsync("timed", async home =>
        {
            owner = home;
            for (int i = 0; i < 3; i++)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
                seen.Add(StageThread.Current);
                await home.Home();
                seen.Add(StageThread.Current);
            }
        }).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal([null, owner, null, owner, null, owner], seen);
        Assert.Null(StageThread.Current);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_WorkFails_FailsWithItsException(bool afterAWait)
    {
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StageThread.RunAsync("failing", home =>
            afterAWait ? FailLaterAsync(home) : throw new InvalidOperationException("at once")).WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal(afterAWait ? "later" : "at once", failure.Message);

        static async Task FailLaterAsync(StageThread home)
        {
            await Task.Yield();
            await home.Home();
            throw new InvalidOperationException("later");
        }
    }

    [Fact]
    public async Task Post_WorkIsOver_RunsOnThePool()
    {
        StageThread? owner = null;
        await StageThread.RunAsync("short", home =>
        {
            owner = home;
            return Task.CompletedTask;
        }).WaitAsync(Patience, TestContext.Current.CancellationToken);
        TaskCompletionSource<bool> onPool = new();
        owner!.Post(() => onPool.SetResult(Thread.CurrentThread.IsThreadPoolThread));
        Assert.True(await onPool.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_TwoThreadsThatWakeEachOther_AllocateNothing()
    {
        const int warmUp = 2_000;
        const int counted = 50_000;
        StageQueue<string> there = new(capacity: 1);
        StageQueue<string> back = new(capacity: 1);
        Task answering = StageThread.RunAsync("answering", async _ =>
        {
            while (await there.ReadAsync() is { } item)
            {
                await back.WriteAsync(item);
            }
        });
        long bytes = 0;
        await StageThread.RunAsync("asking", async _ =>
        {
            for (int i = 0; i < warmUp + counted; i++)
            {
                if (i == warmUp)
                {
                    bytes = GC.GetTotalAllocatedBytes(precise: true);
                }

                await there.WriteAsync("a");
                Assert.NotNull(await back.ReadAsync());
            }

            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        }).WaitAsync(Patience, TestContext.Current.CancellationToken);
        there.Complete();
        await answering;

        // The test's own process allocates a little beside.
        Assert.InRange(bytes / (double)counted, 0, 1);
    }
}
