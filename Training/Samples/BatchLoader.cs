namespace Training.Samples;

/// <summary>Prepares the next batch while one is being trained on. The samples of a step depend on seed and step alone.</summary>
/// <remarks>Used by one thread. A batch is valid until the next but one is taken.</remarks>
internal sealed class BatchLoader : IDisposable
{
    private readonly IReadOnlyList<(DataSource Source, StoredFrame[] Frames)> _sources;
    private readonly SampleMaker _maker;
    private readonly long _seed;
    private readonly ParallelOptions _threads;
    private SampleBatch? _spare;
    private Task<SampleBatch>? _next;
    private long _nextStep = -1;

    public BatchLoader(FrameStore store, AugmentationOptions options, long seed, int threads)
    {
        _sources = store.Training;
        _maker = new SampleMaker(options);
        _seed = seed;
        _threads = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <summary>The batch of a step.</summary>
    /// <param name="step">Which samples.</param>
    /// <param name="plan">Its size, and whether this is the late part.</param>
    /// <param name="next">The plan of the step after it, prepared meanwhile.</param>
    public SampleBatch Take(long step, BatchPlan plan, BatchPlan next)
    {
        SampleBatch batch = _next is not null && _nextStep == step ? _next.GetAwaiter().GetResult() : Make(step, plan, null);
        SampleBatch? reusable = _spare;
        _spare = batch;
        _nextStep = step + 1;
        _next = Task.Run(() => Make(step + 1, next, reusable));
        return batch;
    }

    public void Dispose() => _next?.Wait();

    private SampleBatch Make(long step, BatchPlan plan, SampleBatch? reusable)
    {
        SampleBatch batch = reusable is not null && reusable.Width == plan.Width && reusable.Height == plan.Height && reusable.Count == plan.Count
            ? reusable
            : new SampleBatch(plan.Count, plan.Width, plan.Height);
        _ = Parallel.For(0, plan.Count, _threads, index =>
        {
            Random random = new(Seed(step, index));
            _maker.Fill(batch, index, () => Draw(random, plan.Late), random);
        });
        return batch;
    }

    private StoredFrame Draw(Random random, bool late)
    {
        double all = 0;
        foreach ((DataSource source, _) in _sources)
        {
            all += late ? source.LateWeight : source.Weight;
        }

        double place = random.NextDouble() * all;
        StoredFrame[] chosen = _sources[^1].Frames;
        foreach ((DataSource source, StoredFrame[] frames) in _sources)
        {
            place -= late ? source.LateWeight : source.Weight;
            if (place < 0)
            {
                chosen = frames;
                break;
            }
        }

        return chosen[random.Next(chosen.Length)];
    }

    /// <summary>Mixes three numbers (SplitMix64's finaliser, Steele et al. 2014), so that neighbours share nothing.</summary>
    private int Seed(long step, int index)
    {
        unchecked
        {
            ulong z = (ulong)_seed + ((ulong)step * 0x9E3779B97F4A7C15UL) + ((ulong)index * 0xC2B2AE3D27D4EB4FUL);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (int)((z ^ (z >> 31)) & int.MaxValue);
        }
    }
}
