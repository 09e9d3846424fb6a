using OpenCvSharp;
using Perception.Tests.Shared;
using global::Sensors.Frames;

namespace Perception.Tests.Sensors.Frames;

[Collection(Alone.Name)]
public sealed class FramePoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void TryRent_AllOnLoan_ReturnsFalseUntilOneComesBack()
    {
        using FramePool pool = new(2);
        Assert.True(pool.TryRent(out FrameLease? first));
        Assert.True(pool.TryRent(out FrameLease? second));

        Assert.False(pool.TryRent(out _));
        Assert.Equal(2, pool.Outstanding);
        first!.Dispose();

        Assert.Equal(1, pool.Outstanding);
        Assert.True(pool.TryRent(out FrameLease? third));
        Assert.Same(first, third);
        second!.Dispose();
        third!.Dispose();
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public async Task WaitAsync_AllOnLoan_EndsWithTheNextReturn()
    {
        using FramePool pool = new(1);
        Assert.True(pool.TryRent(out FrameLease? first));
        ValueTask<bool> waiting = pool.WaitAsync();
        Assert.False(waiting.IsCompleted);

        first!.Dispose();

        Assert.True(await waiting);
        Assert.True(pool.TryRent(out FrameLease? second));
        Assert.Same(first, second);
        second!.Dispose();
    }

    [Fact]
    public void Dispose_Shared_GoesBackOnlyWithTheLastHolder()
    {
        using FramePool pool = new(1);
        Assert.True(pool.TryRent(out FrameLease? lease));
        Assert.Same(lease, lease!.AddRef());
        Assert.Equal(2, lease.References);

        lease.Dispose();
        Assert.Equal(1, pool.Outstanding);
        lease.Dispose();

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void Dispose_TwiceByOneHolder_ThrowsAndLeavesThePoolWhole()
    {
        using FramePool pool = new(1);
        Assert.True(pool.TryRent(out FrameLease? lease));
        lease!.Dispose();

        Assert.Throws<ObjectDisposedException>(lease.Dispose);
        Assert.Throws<ObjectDisposedException>(() => lease.AddRef());

        Assert.Equal(0, pool.Outstanding);
        Assert.True(pool.TryRent(out FrameLease? again));
        Assert.Equal(1, again!.References);
        Assert.False(pool.TryRent(out _));
        again.Dispose();
    }

    [Fact]
    public async Task AddRefAndDispose_FromManyThreads_GivesEachLeaseBackOnce()
    {
        using FramePool pool = new(3);
        Task[] users = new Task[4];
        for (int user = 0; user < users.Length; user++)
        {
            users[user] = Task.Run(
                async () =>
                {
                    for (int i = 0; i < 2000; i++)
                    {
                        FrameLease? lease;
                        while (!pool.TryRent(out lease))
                        {
                            await pool.WaitAsync();
                        }

                        Task sharer = Task.Run(lease!.AddRef().Dispose, Cancellation);
                        lease.Dispose();
                        await sharer;
                    }
                },
                Cancellation);
        }

        await Task.WhenAll(users);

        Assert.Equal(0, pool.Outstanding);
        List<FrameLease> all = [];
        while (pool.TryRent(out FrameLease? lease))
        {
            all.Add(lease!);
        }

        Assert.Equal(3, all.Distinct().Count());
        Assert.Equal(3, all.Count);
        all.ForEach(lease => lease.Dispose());
    }

    [Fact]
    public void DebugOutstanding_LeakedLease_NamesItsHolders()
    {
        FramePool pool = new(2, tracksHolders: true);
        Assert.True(pool.TryRent(out FrameLease? lease, "capture"));
        lease!.Stamp = new FrameStamp(12, 0, 0);
        lease.PassTo("detect");
        lease.AddRef("segment lanes");
        lease.Dispose();

        string line = Assert.Single(pool.DebugOutstanding());

        Assert.Equal("frame 12: 1 reference(s) left; rented by capture, passed to detect, shared with segment lanes", line);
        InvalidOperationException leak = Assert.Throws<InvalidOperationException>(pool.Dispose);
        Assert.Equal($"1 of 2 frames did not come back: {line}", leak.Message);
        lease.Dispose();
    }

    [Fact]
    public void TryRent_WithoutAName_NamesTheCaller()
    {
        using FramePool pool = new(1, tracksHolders: true);
        Assert.True(pool.TryRent(out FrameLease? lease));

        Assert.Contains($"rented by {nameof(TryRent_WithoutAName_NamesTheCaller)}", pool.DebugOutstanding()[0], StringComparison.Ordinal);
        lease!.Dispose();
    }

    [Fact]
    public void Dispose_WithALeaseOnLoan_FreesItsImageWhenItComesBack()
    {
        FramePool pool = new(1, tracksHolders: false);
        Assert.True(pool.TryRent(out FrameLease? lease));
        Mat image = lease!.Image;
        image.Create(4, 4, MatType.CV_8UC3);

        pool.Dispose();
        Assert.False(image.IsDisposed);
        Assert.Equal(4, image.Width);
        lease.Dispose();

        Assert.True(image.IsDisposed);
    }

    [Fact]
    public async Task WaitAsync_PoolDisposed_SaysSo()
    {
        FramePool pool = new(1);
        pool.Dispose();
        pool.Dispose();

        Assert.False(await pool.WaitAsync());
        Assert.False(pool.TryRent(out _));
    }

    [Fact]
    public void RentAndShare_SteadyState_AllocatesNothing()
    {
        using FramePool pool = new(2, tracksHolders: true);
        RentAndShare(pool, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RentAndShare(pool, 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void RentAndShare(FramePool pool, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            if (pool.TryRent(out FrameLease? lease))
            {
                lease!.PassTo("detect").AddRef();
                lease.Dispose();
                lease.Dispose();
            }
        }
    }
}
