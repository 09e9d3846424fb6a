namespace Perception.Pipeline;

/// <summary>The jobs of one pipeline; their number bounds the frames in process, and so memory and latency.</summary>
/// <remarks>Thread safe. A job that is still at work when the pool is disposed is freed when it comes back.</remarks>
public sealed class JobPool : IDisposable
{
    private readonly StageQueue<FrameJob> _free;
    private readonly Func<FrameJob> _create;
    private readonly FrameJob[] _jobs;

    public JobPool(int capacity, Func<FrameJob> create)
    {
        _free = new StageQueue<FrameJob>(capacity);
        _create = create;
        Capacity = capacity;
        _jobs = [.. Enumerable.Range(0, capacity).Select(_ => create())];
        Array.ForEach(_jobs, job => _free.TryWrite(job));
    }

    public int Capacity { get; }

    /// <summary>How many frames are in process now.</summary>
    public int Outstanding => Capacity - _free.Count;

    /// <summary>The free ones and those in use, apart from those that were given up.</summary>
    internal IReadOnlyList<FrameJob> All => _jobs;

    /// <summary>Takes a free job, waiting for one.</summary>
    /// <returns>Null where the pool has been disposed.</returns>
    public ValueTask<FrameJob?> RentAsync() => _free.ReadAsync();

    /// <summary>A new job for good in the place of one that was given up; it carries that one's failure on.</summary>
    internal FrameJob Substitute(FrameJob givenUp)
    {
        FrameJob job = _create();
        job.Substitute(givenUp);
        _jobs[Array.IndexOf(_jobs, givenUp)] = job;
        return job;
    }

    /// <summary>Ends the job's frame and makes the job free.</summary>
    public void Return(FrameJob job)
    {
        job.End();
        if (!_free.TryWrite(job))
        {
            job.Dispose();
        }
    }

    public void Dispose()
    {
        _free.Complete();
        while (_free.TryRead(out FrameJob? job))
        {
            job!.Dispose();
        }
    }
}
