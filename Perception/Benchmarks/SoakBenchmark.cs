using System.ComponentModel.DataAnnotations;
using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Service;
using Sensors;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>Runs the whole service on a drive for a long time and watches its memory.</summary>
public sealed class SoakBenchmark
{
    private readonly SoakRequest _request;
    private readonly TimeProvider _time;

    /// <exception cref="ValidationException">The request is out of range.</exception>
    public SoakBenchmark(SoakRequest request, TimeProvider time)
    {
        OptionRanges.Require(request);
        _request = request;
        _time = time;
    }

    /// <param name="stop">Ends the run early; what was measured until then counts.</param>
    public async Task<SoakResult> RunAsync(CancellationToken stop)
    {
        using IFrameSource source = _request.OpenDrive();
        (NetworkSet networks, ThreadBudget budget) = _request.LoadNetworks();
        using NetworkSet owned = networks;
        using NetworkGuards guards = new(networks, new GuardOptions(), _time);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, _time);
        List<SubscriberProcess> subscribers = [];
        try
        {
            for (int i = 0; i < _request.Subscribers; i++)
            {
                subscribers.Add(SubscriberProcess.Start(publisher.Endpoint));
            }

            PipelineOptions options = PipelineOptions.For(budget) with
            {
                Pace = _request.Pace,
                CapturePolicy = _request.Pace.IsMax ? DeliveryPolicy.Lossless : DeliveryPolicy.Latest,
            };
            using PerceptionPipeline pipeline = new(source, networks, publisher, [], options, _time, guards);
            PerceptionService service = new([pipeline], networks, publisher, log: null, _time, guards);
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Task run = service.RunAsync(_request.Subscribers, ending.Token);
            List<SoakSample> samples = await WatchAsync(pipeline.Monitor, run, stop);
            await ending.CancelAsync();
            await run;
            return Summarise(pipeline.Monitor, samples);
        }
        finally
        {
            subscribers.ForEach(subscriber => subscriber.Dispose());
        }
    }

    /// <summary>The slope of the line of least squares, y for each unit of x; 0 for fewer than two points.</summary>
    public static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2)
        {
            return 0;
        }

        double meanX = points.Average(point => point.X);
        double meanY = points.Average(point => point.Y);
        double spread = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        return spread == 0 ? 0 : points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / spread;
    }

    private async Task<List<SoakSample>> WatchAsync(PipelineMonitor monitor, Task run, CancellationToken stop)
    {
        List<SoakSample> samples = new((int)Math.Min(1_000_000, _request.Duration / _request.Interval) + 2);
        using PeriodicTimer timer = new(_request.Interval, _time);
        long? started = null;
        try
        {
            while (!run.IsCompleted && await timer.WaitForNextTickAsync(stop))
            {
                if (monitor.FramesPublished == 0)
                {
                    continue;
                }

                started ??= _time.GetTimestamp();
                SoakSample sample = new(
                    _time.GetElapsedTime(started.Value),
                    ResidentMemory.Bytes / 1e6,
                    GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6,
                    GC.GetTotalAllocatedBytes(precise: true),
                    monitor.FramesPublished,
                    monitor.Drops.Total);
                samples.Add(sample);
                if (sample.Elapsed >= _request.Duration)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ended early; what was measured counts.
        }

        return samples;
    }

    private SoakResult Summarise(PipelineMonitor monitor, List<SoakSample> samples)
    {
        int warmUp = (int)(samples.Count * _request.WarmUpShare);
        if (samples.Count - warmUp < 2)
        {
            throw new PipelineException($"{samples.Count} samples: expected two or more after the warm-up; let it run longer or sample more often");
        }

        SoakSample first = samples[warmUp];
        SoakSample last = samples[^1];
        long frames = last.FramesPublished - first.FramesPublished;
        LatencySummary latency = monitor.CaptureToPublish.Summarise();
        Dictionary<string, long> drops = [];
        foreach (DropCause cause in DropCounts.Causes)
        {
            if (monitor.Drops[cause] > 0)
            {
                drops[cause.ToString()] = monitor.Drops[cause];
            }
        }

        return new SoakResult
        {
            Minutes = last.Elapsed.TotalMinutes,
            FramesPublished = last.FramesPublished,
            FramesPerSecond = frames / (last.Elapsed - first.Elapsed).TotalSeconds,
            FramesDropped = drops,
            P50Ms = latency.P50Ms,
            P99Ms = latency.P99Ms,
            MaxMs = latency.MaxMs,
            RssMbFirst = first.ResidentMb,
            RssMbLast = last.ResidentMb,
            RssSlopeMbPerHour = Slope([.. samples.Skip(warmUp).Select(sample => (sample.Elapsed.TotalHours, sample.ResidentMb))]),
            AllocatedBytesPerFrame = frames == 0 ? 0 : (last.AllocatedBytes - first.AllocatedBytes) / (double)frames,
            Collections = GC.CollectionCount(0),
            Samples = samples,
        };
    }
}
