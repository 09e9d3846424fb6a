using System.Runtime.CompilerServices;

namespace Perception.Pipeline;

/// <summary>Where a frame's way parts for the stages that work on it side by side, and where it comes together again, in the frames' order.</summary>
internal sealed class StageBranches
{
    private readonly Link<FrameJob>[] _parted;
    private readonly Link<FrameJob> _joined;
    private readonly ReorderBuffer<FrameJob> _inOrder;
    private readonly Func<FrameJob, FrameJob> _travelling;
    private int _open;

    /// <param name="count">How many stages work side by side.</param>
    /// <param name="framesInFlight">How many frames are in process at the most.</param>
    /// <param name="travelling">The job that carries a frame on: itself, or a substitute where a stage stands still with it.</param>
    public StageBranches(int count, int framesInFlight, Func<FrameJob, FrameJob> travelling)
    {
        _parted = [.. Enumerable.Range(0, count).Select(_ => new Link<FrameJob>(DeliveryPolicy.Lossless, framesInFlight))];
        _joined = new Link<FrameJob>(DeliveryPolicy.Lossless, framesInFlight);
        _inOrder = new ReorderBuffer<FrameJob>(framesInFlight);
        _travelling = travelling;
        _open = count;
    }

    /// <summary>Gives a frame to every branch.</summary>
    public async ValueTask PartAsync(FrameJob job)
    {
        FrameJob travelling = _travelling(job);
        foreach (Link<FrameJob> link in _parted)
        {
            await link.WriteAsync(travelling).ConfigureAwait(false);
        }
    }

    /// <summary>No more frames will be given.</summary>
    public void Complete() => Array.ForEach(_parted, link => link.Complete());

    /// <summary>A branch's next frame; null at the end.</summary>
    public ValueTask<FrameJob?> ReadAsync(int branch) => _parted[branch].ReadAsync();

    /// <summary>A branch has finished a frame; the last one to do so hands it on.</summary>
    public ValueTask JoinAsync(FrameJob job) => job.FinishBranch() ? _joined.WriteAsync(_travelling(job)) : ValueTask.CompletedTask;

    /// <summary>A branch has finished its last frame.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _joined.Complete();
        }
    }

    /// <summary>The next frame that every branch has finished, in order, whatever order they were finished in; null at the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FrameJob?> NextInOrderAsync()
    {
        FrameJob? job;
        while (!_inOrder.TryTake(out job))
        {
            if (await _joined.ReadAsync().ConfigureAwait(false) is not { } finished)
            {
                return null;
            }

            _inOrder.Add(finished.Sequence, finished);
        }

        return job;
    }
}
