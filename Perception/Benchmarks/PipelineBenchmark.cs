using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>
/// Measures the whole pipeline against its own networks, on one drive and in one process: bare runs back to back, bare runs
/// side by side, and the pipeline with publishing and a subscriber.
/// </summary>
/// <remarks>The three are measured in turn, several rounds, and their ratios are taken round by round, so that a machine whose speed drifts gives the same answer.</remarks>
public sealed class PipelineBenchmark
{
    private const int BareRuns = 60;
    private const int WarmUpFrames = 60;
    private const int CostFrames = 80;

    private readonly PipelineBenchmarkRequest _request;
    private readonly TimeProvider _time;
    private readonly int _cores = Environment.ProcessorCount;

    public PipelineBenchmark(PipelineBenchmarkRequest request, TimeProvider time)
    {
        _request = request;
        _time = time;
    }

    public async Task<PipelineBenchmarkResult> RunAsync(CancellationToken stop)
    {
        using NetworkSet twoThreads = _request.LoadNetworks(2);
        using NetworkSet oneThread = _request.LoadNetworks(1);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, _time);
        using SubscriberProcess subscriber = SubscriberProcess.Start(publisher.Endpoint);
        publisher.WaitForSubscribers(1, stop);

        // The first pass compiles the code and fills the pools.
        await RunPipelineAsync(oneThread, publisher, Pace.Max, meter: null, stop);

        List<double> sequential = [];
        List<double> sideBySide = [];
        List<PipelinePass> passes = [];
        List<StageCosts> costs = [];
        for (int round = 0; round < _request.Rounds; round++)
        {
            sequential.Add(RunsPerSecond(twoThreads, isSideBySide: false));
            sideBySide.Add(RunsPerSecond(oneThread, isSideBySide: true));
            TimeSpan subscriberBefore = subscriber.ProcessorTime;
            PipelinePass pass = await RunPipelineAsync(oneThread, publisher, Pace.Max, meter: null, stop);
            passes.Add(pass with { SubscriberMs = (subscriber.ProcessorTime - subscriberBefore).TotalMilliseconds / pass.Frames });
            using IFrameSource source = _request.OpenDrive();
            costs.Add(StageCosts.Measure(source, oneThread, publisher, CostFrames, CostFrames / 4, _time));
        }

        using Publisher unheard = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, _time);
        PipelinePass allocating = await RunMeteredAsync(oneThread, unheard, Pace.Max, stop);
        PipelinePass atCameraRate = await RunMeteredAsync(twoThreads, publisher, Pace.Realtime, stop);
        double fps = Median.Of(passes.Select(pass => pass.FramesPerSecond));
        return new PipelineBenchmarkResult
        {
            PipelineFps = fps,
            BareSequentialFps = Median.Of(sequential),
            BareBestFps = Median.Of(sideBySide),
            RatioToSequential = Median.Of(passes.Select((pass, i) => pass.FramesPerSecond / sequential[i])),
            RatioToBest = Median.Of(passes.Select((pass, i) => pass.FramesPerSecond / sideBySide[i])),
            RatioToWorkLimit = Median.Of(passes.Select((pass, i) => pass.FramesPerSecond * costs[i].SecondsPerFrame / _cores)),
            WorkLimitFps = Median.Of(costs.Select(cost => _cores / cost.SecondsPerFrame)),
            WorkMsPerFrame = costs[^1].MsPerFrame,
            PipelineCpuMsPerFrame = Median.Of(passes.Select(pass => pass.CpuMs)),
            SubscriberCpuMsPerFrame = Median.Of(passes.Select(pass => pass.SubscriberMs)),
            AllocatedBytesPerFrame = allocating.AllocatedBytesPerFrame,
            AllocatedBytesPerFrameWithSubscriber = atCameraRate.AllocatedBytesPerFrame,
            P50Ms = atCameraRate.Latency.P50Ms,
            P99Ms = atCameraRate.Latency.P99Ms,
            MaxMs = atCameraRate.Latency.MaxMs,
            CameraRateDrops = atCameraRate.Drops,
            RssMb = ResidentMemory.Bytes / 1e6,
            StagesMs = atCameraRate.Stages,
        };
    }

    /// <summary>Frames a second of the networks alone, on inputs that are ready.</summary>
    private double RunsPerSecond(NetworkSet networks, bool isSideBySide)
    {
        using IFrameSource source = _request.OpenDrive();
        NetworkBinding[] bindings = [.. networks.Distinct.Select(network => network.CreateBinding(source.Description.Width, source.Description.Height))];
        long started = _time.GetTimestamp();
        if (isSideBySide)
        {
            Parallel.For(0, bindings.Length, new ParallelOptions { MaxDegreeOfParallelism = bindings.Length }, i =>
            {
                for (int run = 0; run < BareRuns; run++)
                {
                    bindings[i].Network.Run(bindings[i]);
                }
            });
        }
        else
        {
            for (int run = 0; run < BareRuns; run++)
            {
                foreach (NetworkBinding binding in bindings)
                {
                    binding.Network.Run(binding);
                }
            }
        }

        double seconds = _time.GetElapsedTime(started).TotalSeconds;
        Array.ForEach(bindings, binding => binding.Dispose());
        return BareRuns / seconds;
    }

    private async Task<PipelinePass> RunMeteredAsync(NetworkSet networks, Publisher publisher, Pace pace, CancellationToken stop)
    {
        // Near the end of the drive, but before its last frames, in which a queue runs empty for good; some may be dropped.
        long frames = RequireFrames();
        using AllocationMeter meter = new(WarmUpFrames, frames * 9 / 10);
        return await RunPipelineAsync(networks, publisher, pace, meter, stop);
    }

    /// <exception cref="PipelineException">The drive does not tell how many frames it has, or has too few.</exception>
    private long RequireFrames()
    {
        using IFrameSource source = _request.OpenDrive();
        long? frames = source.Description.FrameCount;
        return frames >= 2 * WarmUpFrames
            ? frames.Value
            : throw new PipelineException($"{source.Description.Id}: expected a drive of {2 * WarmUpFrames} frames or more to measure with, found {(frames is null ? "one that does not say how many it has" : $"{frames}")}");
    }

    private async Task<PipelinePass> RunPipelineAsync(NetworkSet networks, Publisher publisher, Pace pace, AllocationMeter? meter, CancellationToken stop)
    {
        using IFrameSource source = _request.OpenDrive();
        int count = networks.Distinct.Count;
        ThreadBudget budget = pace.IsMax ? ThreadBudget.ForThroughput(_cores, count) : ThreadBudget.ForLatency(_cores, count);
        PipelineOptions options = PipelineOptions.For(budget) with
        {
            Pace = pace,
            CapturePolicy = pace.IsMax ? DeliveryPolicy.Lossless : DeliveryPolicy.Latest,
        };
        using PerceptionPipeline pipeline = new(source, networks, publisher, meter is null ? [] : [meter], options, _time);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        await pipeline.RunAsync(stop);
        PipelineMonitor monitor = pipeline.Monitor;
        return new PipelinePass
        {
            Frames = monitor.FramesPublished,
            FramesPerSecond = monitor.FramesPerSecond,
            Latency = monitor.CaptureToPublish.Summarise(),
            CpuMs = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / monitor.FramesPublished,
            AllocatedBytesPerFrame = meter?.BytesPerFrame,
            Drops = monitor.Drops.Total,
            Stages = Enum.GetValues<PipelineStage>().ToDictionary(stage => stage.ToString(), stage => monitor.Stage(stage).P50Ms),
        };
    }

    private sealed record PipelinePass
    {
        public required long Frames { get; init; }

        public required double FramesPerSecond { get; init; }

        public required LatencySummary Latency { get; init; }

        public required double CpuMs { get; init; }

        public double SubscriberMs { get; init; }

        public required double? AllocatedBytesPerFrame { get; init; }

        public required long Drops { get; init; }

        public required IReadOnlyDictionary<string, double> Stages { get; init; }
    }
}
