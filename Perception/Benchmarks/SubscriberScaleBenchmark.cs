using Perception.Diagnostics;
using Perception.Pipeline;
using Perception.Publishing;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>Runs one camera at the drive's own rate and publishes to more and more subscribers, all in one other process.</summary>
public sealed class SubscriberScaleBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly Func<IRecordedSource> _openDrive;
    private readonly Func<int, NetworkSet> _loadNetworks;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly int _cores = Environment.ProcessorCount;

    /// <param name="openDrive">Opens the drive at its first frame; it is played in a loop.</param>
    /// <param name="loadNetworks">Loads the networks for so many cores.</param>
    /// <param name="duration">How long each number is measured.</param>
    /// <param name="time">The clock.</param>
    public SubscriberScaleBenchmark(Func<IRecordedSource> openDrive, Func<int, NetworkSet> loadNetworks, TimeSpan duration, TimeProvider time)
    {
        _openDrive = openDrive;
        _loadNetworks = loadNetworks;
        _duration = duration;
        _time = time;
    }

    /// <summary>Measures one number of subscribers.</summary>
    public async Task<SubscriberScalePoint> MeasureAsync(int subscribers, CancellationToken stop)
    {
        using NetworkSet networks = _loadNetworks(_cores);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, _time);
        using SubscriberProcess audience = SubscriberProcess.StartAudience(publisher.Endpoint, subscribers);
        publisher.WaitForSubscribers(subscribers, stop);
        using LoopingSource source = new(_openDrive());
        ThreadBudget budget = ThreadBudget.ForLatency(_cores, networks.Distinct.Count);
        PipelineOptions options = PipelineOptions.For(budget) with
        {
            Pace = Pace.Realtime,
            CapturePolicy = DeliveryPolicy.Latest,
        };
        using PerceptionPipeline pipeline = new(source, networks, publisher, [], options, _time);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task running = pipeline.RunAsync(ending.Token);
        await Task.Delay(WarmUp, _time, stop);
        SubscriberScalePoint point = await WatchAsync(pipeline.Monitor, subscribers, stop);
        await ending.CancelAsync();
        await running;
        return point;
    }

    private async Task<SubscriberScalePoint> WatchAsync(PipelineMonitor monitor, int subscribers, CancellationToken stop)
    {
        monitor.RecentCaptureToPublish.Clear();
        long frames = monitor.FramesPublished;
        long drops = monitor.Drops.Total;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long started = _time.GetTimestamp();
        await Task.Delay(_duration, _time, stop);
        double seconds = _time.GetElapsedTime(started).TotalSeconds;
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        frames = Math.Max(1, monitor.FramesPublished - frames);
        LatencySummary latency = monitor.RecentCaptureToPublish.Summarise();
        return new SubscriberScalePoint
        {
            Subscribers = subscribers,
            FramesPerSecond = frames / seconds,
            P50Ms = latency.P50Ms,
            P99Ms = latency.P99Ms,
            CpuMsPerFrame = processor.TotalMilliseconds / frames,
            PublishMs = monitor.Stage(PipelineStage.Publish).P50Ms,
            AllocatedBytesPerFrame = allocated / (double)frames,
            RssMb = ResidentMemory.Bytes / 1e6,
            Drops = monitor.Drops.Total - drops,
        };
    }
}
