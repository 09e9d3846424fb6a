using System.Collections.Concurrent;
using Perception.Inference;

namespace Perception.Tests.Inference;

public sealed class RunThreadTests
{
    [Fact]
    public void Run_FromManyThreads_HappensOnOneThreadOneAtATime()
    {
        using RunThread thread = new("tiny");
        ConcurrentBag<int> threads = [];
        int running = 0;
        int together = 0;

        Parallel.For(0, 200, _ => thread.Run(() =>
        {
            together = Math.Max(together, Interlocked.Increment(ref running));
            threads.Add(Environment.CurrentManagedThreadId);
            Interlocked.Decrement(ref running);
        }));

        Assert.Equal(200, threads.Count);
        Assert.NotEqual(Environment.CurrentManagedThreadId, Assert.Single(threads.Distinct()));
        Assert.Equal(1, together);
    }

    [Fact]
    public void Run_WorkThatThrows_ThrowsForItsCallerOnly()
    {
        using RunThread thread = new("tiny");
        bool ran = false;

        InferenceException error = Assert.Throws<InferenceException>(() => thread.Run(() => throw new InferenceException("no")));
        thread.Run(() => ran = true);

        Assert.Equal("no", error.Message);
        Assert.True(ran);
    }

    [Fact]
    public async Task TryRun_WhileARunStandsStill_GivesUp()
    {
        using RunThread thread = new("tiny");
        using ManualResetEventSlim begun = new();
        using ManualResetEventSlim end = new();
        Task standing = Task.Run(
            () => thread.Run(() =>
            {
                begun.Set();
                end.Wait();
            }),
            TestContext.Current.CancellationToken);
        begun.Wait(TestContext.Current.CancellationToken);

        bool ran = thread.TryRun(() => { }, TimeSpan.FromMilliseconds(20));
        end.Set();
        await standing;

        Assert.False(ran);
        Assert.True(thread.TryRun(() => { }, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Run_AfterTheEnd_Throws()
    {
        RunThread thread = new("tiny");
        thread.Dispose();

        Assert.Throws<ObjectDisposedException>(() => thread.Run(() => { }));
    }
}
