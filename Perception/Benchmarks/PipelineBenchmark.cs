using System.Diagnostics;
using Fusion.World;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Sensors.Frames;
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
        using Process subscriber = StartSubscriber(publisher.Endpoint);
        try
        {
            publisher.WaitForSubscribers(1, stop);

            // The first pass compiles the code and fills the pools.
            await RunPipelineAsync(oneThread, publisher, Pace.Max, stop);

            List<double> sequential = [];
            List<double> sideBySide = [];
            List<PipelinePass> passes = [];
            for (int round = 0; round < _request.Rounds; round++)
            {
                sequential.Add(RunsPerSecond(twoThreads, isSideBySide: false));
                sideBySide.Add(RunsPerSecond(oneThread, isSideBySide: true));
                passes.Add(await RunPipelineAsync(oneThread, publisher, Pace.Max, stop));
            }

            double workLimit = _cores / SecondsOfWorkPerFrame(oneThread, publisher);
            PipelinePass atCameraRate = await RunPipelineAsync(twoThreads, publisher, Pace.Realtime, stop);
            double fps = Median(passes.Select(pass => pass.FramesPerSecond));
            return new PipelineBenchmarkResult
            {
                PipelineFps = fps,
                BareSequentialFps = Median(sequential),
                BareBestFps = Median(sideBySide),
                RatioToSequential = Median(passes.Select((pass, i) => pass.FramesPerSecond / sequential[i])),
                RatioToBest = Median(passes.Select((pass, i) => pass.FramesPerSecond / sideBySide[i])),
                RatioToWorkLimit = fps / workLimit,
                WorkLimitFps = workLimit,
                AllocatedBytesPerFrame = passes.Min(pass => pass.AllocatedBytesPerFrame),
                P50Ms = atCameraRate.Latency.P50Ms,
                P99Ms = atCameraRate.Latency.P99Ms,
                CameraRateDrops = atCameraRate.Drops,
                RssMb = Environment.WorkingSet / 1e6,
                StagesMs = atCameraRate.Stages,
            };
        }
        finally
        {
            subscriber.Kill();
        }
    }

    /// <summary>The command line itself, in a process of its own, as a real subscriber.</summary>
    private static Process StartSubscriber(string endpoint)
    {
        // The shell sends what it prints nowhere: reading it here would count against this process.
        string program = Path.Combine(AppContext.BaseDirectory, "perceive.dll");
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec dotnet exec \"$0\" listen \"$1\" --json >/dev/null 2>&1", program, endpoint]);
        return Process.Start(start)!;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
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

    private async Task<PipelinePass> RunPipelineAsync(NetworkSet networks, Publisher publisher, Pace pace, CancellationToken stop)
    {
        using IFrameSource source = _request.OpenDrive();
        int count = networks.Distinct.Count;
        ThreadBudget budget = pace.IsMax ? ThreadBudget.ForThroughput(_cores, count) : ThreadBudget.ForLatency(_cores, count);
        PipelineOptions options = new()
        {
            Pace = pace,
            CapturePolicy = pace.IsMax ? DeliveryPolicy.Lossless : DeliveryPolicy.Latest,
            FramesInFlight = budget.FramesInFlight,
            WorkersPerNetwork = budget.WorkersPerNetwork,
        };
        using AllocationMeter meter = new(warmUpFrames: 20);
        using PerceptionPipeline pipeline = new(source, networks, publisher, [meter], options, _time);
        await pipeline.RunAsync(stop);
        PipelineMonitor monitor = pipeline.Monitor;
        return new PipelinePass(
            monitor.FramesPerSecond,
            monitor.CaptureToPublish.Summarise(),
            meter.BytesPerFrame,
            monitor.Drops.Total,
            Enum.GetValues<PipelineStage>().ToDictionary(stage => stage.ToString(), stage => monitor.Stage(stage).P50Ms));
    }

    /// <summary>Seconds that one frame takes where one thread does everything in turn: reading, preprocessing, networks, decoding, fusion, publishing.</summary>
    private double SecondsOfWorkPerFrame(NetworkSet networks, Publisher publisher)
    {
        using IFrameSource source = _request.OpenDrive();
        PipelineMonitor monitor = new(_time);
        DecodeStage decode = new(networks);
        FuseStage fuse = new(new WorldFusionOptions(), source.Description, networks);
        PublishStage publish = new(publisher, monitor);
        using FramePool frames = new(capacity: 1);
        using FrameJob job = new(networks, source.Description, decode, new PipelineOptions().MaxDetections);
        long started = 0;
        int counted = 0;
        for (int frame = 0; frame < BareRuns && frames.TryRent(out FrameLease? lease); frame++)
        {
            if (frame == BareRuns / 4)
            {
                started = _time.GetTimestamp();
                counted = 0;
            }

            FrameRead read = source.Read(lease!.Image, CancellationToken.None);
            if (read.Status != FrameReadStatus.Frame)
            {
                lease.Dispose();
                break;
            }

            lease.Stamp = new FrameStamp(read.FrameId, read.CaptureTimeNs, _time.GetTimestamp());
            job.Begin(lease, frame);
            foreach (NetworkBinding binding in job.Bindings)
            {
                binding.Preprocess(lease.Image);
                binding.Network.Run(binding);
            }

            decode.Process(job);
            fuse.Process(job);
            publish.Process(job);
            job.End();
            counted++;
        }

        return _time.GetElapsedTime(started).TotalSeconds / counted;
    }

    private sealed record PipelinePass(
        double FramesPerSecond, LatencySummary Latency, double AllocatedBytesPerFrame, long Drops, IReadOnlyDictionary<string, double> Stages);
}
