using System.Threading.Channels;
using Perception.Pipeline;
using Perception.Tests.Shared;

namespace Perception.Tests.Pipeline;

[Collection(Alone.Name)]
public sealed class StageQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task ReadAsync_WrittenInOrder_ComesInOrder()
    {
        StageQueue<string> queue = new(capacity: 3);
        await queue.WriteAsync("a");
        await queue.WriteAsync("b");
        Assert.Equal("a", await queue.ReadAsync());
        Assert.True(queue.TryRead(out string? second));
        Assert.Equal("b", second);
        Assert.False(queue.TryRead(out _));
    }

    [Fact]
    public async Task ReadAsync_SeveralWait_AreServedInTheOrderInWhichTheyCame()
    {
        StageQueue<string> queue = new(capacity: 3);
        Task<string?> first = queue.ReadAsync().AsTask();
        Task<string?> second = queue.ReadAsync().AsTask();
        await queue.WriteAsync("a");
        await queue.WriteAsync("b");
        Assert.Equal("a", await first);
        Assert.Equal("b", await second);
    }

    [Fact]
    public async Task WriteAsync_Full_WaitsAndKeepsTheOrder()
    {
        StageQueue<string> queue = new(capacity: 1);
        await queue.WriteAsync("a");
        Task second = queue.WriteAsync("b").AsTask();
        Task third = queue.WriteAsync("c").AsTask();
        Assert.False(second.IsCompleted);

        Assert.Equal("a", await queue.ReadAsync());
        await second;
        Assert.False(third.IsCompleted);
        Assert.Equal("b", await queue.ReadAsync());
        await third;
        Assert.Equal("c", await queue.ReadAsync());
    }

    [Fact]
    public async Task WriteAsync_FullAndDropping_DropsTheOldest()
    {
        List<string> dropped = [];
        StageQueue<string> queue = new(capacity: 2, dropped.Add);
        foreach (string item in (string[])["a", "b", "c", "d"])
        {
            await queue.WriteAsync(item);
        }

        Assert.Equal(["a", "b"], dropped);
        Assert.Equal("c", await queue.ReadAsync());
    }

    [Fact]
    public async Task WriteAsync_FullAndDropping_TheNewOneCanBeReadOnlyAfterTheDrop()
    {
        StageQueue<string>? queue = null;
        List<string?> readMeanwhile = [];
        queue = new StageQueue<string>(capacity: 1, _ =>
        {
            queue!.TryRead(out string? item);
            readMeanwhile.Add(item);
        });
        await queue.WriteAsync("a");
        await queue.WriteAsync("b");

        Assert.Null(Assert.Single(readMeanwhile));
        Assert.Equal("b", await queue.ReadAsync());
    }

    [Fact]
    public async Task Complete_ItemsAndReadersLeft_ItemsAreReadAndReadersTold()
    {
        StageQueue<string> queue = new(capacity: 2);
        await queue.WriteAsync("a");
        queue.Complete();
        Assert.True(await queue.WaitAsync());
        Assert.Equal("a", await queue.ReadAsync());
        Assert.Null(await queue.ReadAsync());
        Assert.False(await queue.WaitAsync());
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await queue.WriteAsync("b"));

        StageQueue<string> other = new(capacity: 2);
        Task<string?> reader = other.ReadAsync().AsTask();
        Task<bool> watcher = other.WaitAsync().AsTask();
        other.Complete();
        Assert.Null(await reader);
        Assert.False(await watcher);
    }

    [Fact]
    public async Task WaitAsync_ItemWritten_EndsAndLeavesItThere()
    {
        StageQueue<string> queue = new(capacity: 1);
        Task<bool> watcher = queue.WaitAsync().AsTask();
        await queue.WriteAsync("a");
        Assert.True(await watcher);
        Assert.Equal("a", await queue.ReadAsync());
    }

    [Fact]
    public async Task WriteAndReadAsync_ManyOfBothAtOnce_NothingIsLostOrDoubled()
    {
        const int each = 20_000;
        StageQueue<object> queue = new(capacity: 3);
        Task<int>[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int sum = 0;
            while (await queue.ReadAsync() is { } item)
            {
                sum += (int)item;
            }

            return sum;
        }))];
        Task[] writers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (int i = 1; i <= each; i++)
            {
                await queue.WriteAsync(i);
            }
        }))];
        await Task.WhenAll(writers).WaitAsync(Patience, TestContext.Current.CancellationToken);
        queue.Complete();
        int[] sums = await Task.WhenAll(readers).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(3 * each * (each + 1) / 2, sums.Sum());
    }

    [Fact]
    public async Task ReadAsync_ThreeReadersThatWait_AllocatesNothing()
    {
        const int warmUp = 2_000;
        const int counted = 100_000;
        StageQueue<string> work = new(capacity: 4);
        StageQueue<string> done = new(capacity: 1);
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (await work.ReadAsync() is { } item)
            {
                await done.WriteAsync(item);
            }
        }))];
        long bytes = 0;
        for (int i = 0; i < warmUp + counted; i++)
        {
            if (i == warmUp)
            {
                bytes = GC.GetTotalAllocatedBytes(precise: true);
            }

            await work.WriteAsync("a");
            Assert.NotNull(await done.ReadAsync());
        }

        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        work.Complete();
        await Task.WhenAll(readers);

        // A channel allocates more than 100 bytes for each wait of a second reader; the test's own process allocates a little beside.
        Assert.InRange(bytes / (double)counted, 0, 1);
    }
}
