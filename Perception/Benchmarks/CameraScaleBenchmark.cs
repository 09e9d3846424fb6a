using System.ComponentModel.DataAnnotations;
using OpenCvSharp;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;
using Sensors;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>Runs more and more cameras at the drive's own rate on one set of networks, as the service does, with one subscriber.</summary>
public sealed class CameraScaleBenchmark
{
    private readonly ScaleRequest _request;
    private readonly TimeProvider _time;
    private readonly int _cores = Environment.ProcessorCount;

    /// <exception cref="ValidationException">The request is out of range.</exception>
    public CameraScaleBenchmark(ScaleRequest request, TimeProvider time)
    {
        OptionRanges.Require(request);
        _request = request;
        _time = time;
    }

    /// <summary>Distance of the drive's first two frames.</summary>
    /// <exception cref="DriveException">The drive has fewer than two frames.</exception>
    public TimeSpan FramePeriod()
    {
        using IRecordedSource source = _request.OpenDrive();
        using Mat image = new();
        FrameRead first = source.Read(image, CancellationToken.None);
        FrameRead second = source.Read(image, CancellationToken.None);
        return first.Status == FrameReadStatus.Frame && second.Status == FrameReadStatus.Frame && second.CaptureTimeNs > first.CaptureTimeNs
            ? Nanoseconds.ToTimeSpan(second.CaptureTimeNs - first.CaptureTimeNs)
            : throw new DriveException($"{source.Description.Origin}: expected two frames at different times, found otherwise");
    }

    /// <summary>Measures one number of cameras.</summary>
    public async Task<CameraScalePoint> MeasureAsync(int cameras, TimeSpan framePeriod, CancellationToken stop)
    {
        using NetworkSet networks = _request.LoadNetworks(_cores);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, _time);
        using SubscriberProcess subscriber = SubscriberProcess.Start(publisher.Endpoint);
        publisher.WaitForSubscribers(1, stop);
        return await MeasureAsync(cameras, framePeriod, networks, publisher, stop).ConfigureAwait(false);
    }

    private async Task<CameraScalePoint> MeasureAsync(int cameras, TimeSpan framePeriod, NetworkSet networks, Publisher publisher, CancellationToken stop)
    {
        ThreadBudget budget = ThreadBudget.ForLatency(_cores, networks.Distinct.Count);
        PipelineOptions options = PipelineOptions.For(budget) with
        {
            Pace = Pace.Realtime,
            CapturePolicy = DeliveryPolicy.Latest,
        };
        using CameraSharing? sharing = cameras > 1 ? new CameraSharing(networks, budget.FramesInFlight, new BatchOptions(), _time) : null;
        using RigPipeline? rig = _request.IsRig && cameras > 1 ? new RigPipeline(new RigOptions { Id = "rig" }, cameras, _time) : null;
        List<IFrameSource> sources = [];
        List<PerceptionPipeline> pipelines = [];
        try
        {
            for (int camera = 0; camera < cameras; camera++)
            {
                NumberedSource source = new(new LoopingSource(_request.OpenDrive()), camera);
                sources.Add(source);
                pipelines.Add(new PerceptionPipeline(
                    source, networks, rig is null ? publisher : null, [], options, _time, guards: null, sharing, rig?.Seats[camera]));
            }

            rig?.Connect(pipelines, publisher, []);
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Task running = rig is not null
                ? rig.RunAsync(ending.Token)
                : Task.WhenAll(pipelines.Select(pipeline => pipeline.RunAsync(ending.Token)));
            await Task.Delay(_request.WarmUp, _time, stop).ConfigureAwait(false);
            ScaleWindow window = new(pipelines, rig, _time);
            await Task.Delay(_request.Duration, _time, stop).ConfigureAwait(false);
            CameraScalePoint point = window.Close(framePeriod);
            await ending.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
            return point with { Unaccounted = pipelines.Sum(pipeline => pipeline.Monitor.FramesRead - pipeline.Monitor.FramesPublished - pipeline.Monitor.Drops.Total) };
        }
        finally
        {
            pipelines.ForEach(pipeline => pipeline.Dispose());
            sources.ForEach(source => source.Dispose());
        }
    }

    private sealed class NumberedSource(IFrameSource drive, int number) : IFrameSource
    {
        public SourceDescription Description { get; } = drive.Description with { Id = $"camera{number}" };

        public FrameRead Read(Mat image, CancellationToken cancellationToken) => drive.Read(image, cancellationToken);

        public void Dispose() => drive.Dispose();
    }
}
