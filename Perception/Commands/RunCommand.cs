using System.CommandLine;
using Perception.Diagnostics;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Recording;
using Perception.Rigs;
using Perception.Service;
using Sensors.OpticalFlow;

namespace Perception.Commands;

/// <summary><c>perceive run</c>: the live service, until SIGTERM, SIGINT or SIGHUP.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<string> config = new("--config") { Description = "Cameras, networks and endpoint; see docs/configuration.md", Required = true, HelpName = "FILE.yaml" };
        Command command = new("run", "Run the live service until SIGTERM, SIGINT or SIGHUP; then finish the frames in process and exit.") { config };
        command.SetAction((parsed, _) => RunAsync(ServiceConfiguration.Load(parsed.GetValue(config)!), TimeProvider.System));
        return command;
    }

    private static async Task<int> RunAsync(ServiceConfiguration configuration, TimeProvider time)
    {
        NetMqThread.Watch();
        using StopSignal stop = new();
        try
        {
            return await ServeAsync(configuration, time, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Stopped while the cameras were being opened: no frame was read.
            return 0;
        }
    }

    /// <exception cref="OperationCanceledException">The stop came before all cameras were open.</exception>
    private static async Task<int> ServeAsync(ServiceConfiguration configuration, TimeProvider time, CancellationToken stop)
    {
        int cores = configuration.Cores ?? Environment.ProcessorCount;
        await using Begun<ServingNetworks> loading = new(() => ServingNetworks.Load(NetworkChoice.Of(configuration), forThroughput: false, cores, configuration.Guard, time));
        using Publisher publisher = new(new PublisherOptions { Endpoint = configuration.Publish }, time);
        using MetricsEndpoint? endpoint = configuration.Metrics is null ? null : new MetricsEndpoint(configuration.Metrics);
        using JsonLog? log = configuration.Log is null ? null : new JsonLog(configuration.Log, withClockFields: true, configuration.Delivery.Recording.Kind == DeliveryKind.Lossless, keepsOlder: true);
        ServingNetworks serving = await loading.Result;
        (NetworkSet networks, ThreadBudget budget, NetworkGuards guards) = (serving.Networks, serving.Budget, serving.Guards);
        using CameraSharing? sharing = configuration.Cameras.Count > 1 ? new CameraSharing(networks, budget.FramesInFlight, configuration.Batch, time) : null;
        PipelineOptions options = PipelineOptions.For(budget) with
        {
            Pace = Pace.Realtime,
            CapturePolicy = configuration.Delivery.Capture,
            RecordingPolicy = configuration.Delivery.Recording,
            EndsOnRecordingFault = false,
            Load = configuration.LoadShedding.Options,
            Watchdog = configuration.Watchdog ?? new WatchdogOptions(),
            ImageMotion = configuration.ImageMotion ? new ImageMotionOptions() : null,
        };
        if (configuration.Schedules is not null)
        {
            RecordingFile.MakeFolder(configuration.Schedules);
        }

        using ServiceCameras cameras = await ServiceCameras.OpenAsync(
            configuration, options, networks, publisher, log is null ? [] : [log],
            id => SchedulePath(configuration, id), guards, sharing, time, stop);
        IReadOnlyList<PerceptionPipeline> pipelines = cameras.Pipelines;
        using ServiceMetrics metrics = new(pipelines, cameras.Rigs);
        PerceptionService service = new(pipelines, networks, publisher, log, time, guards, sharing, cameras.Rigs);
        LiveView view = new(pipelines, networks, publisher.Endpoint, time);
        view.ShowStart();
        string? failure = await view.FollowAsync(service.RunAsync(subscribers: 0, stop));
        foreach (PerceptionPipeline pipeline in pipelines)
        {
            view.ShowSummary(pipeline, RunSummary.Of(pipeline.Monitor, guards));
        }

        foreach (RigPipeline rig in cameras.Rigs)
        {
            view.ShowRig(rig);
        }

        await view.EndAsync();
        log?.Dispose();
        string? fault = failure
            ?? pipelines.FirstOrDefault(pipeline => pipeline.Monitor.SourceFault is not null)?.Monitor.SourceFault
            ?? pipelines.FirstOrDefault(pipeline => pipeline.Monitor.RecordingFault is not null)?.Monitor.RecordingFault
            ?? log?.Fault ?? cameras.EndRecording();
        return fault is null ? 0 : throw new CommandException(fault);
    }

    /// <summary>Where a schedule is recorded; that of an earlier run is kept, also where it crashed: then it tells what was decided, but without its end it cannot be followed.</summary>
    private static string? SchedulePath(ServiceConfiguration configuration, string id)
    {
        string? path = configuration.SchedulePath(id);
        if (path is not null)
        {
            RecordingFile.KeepOlder(path);
        }

        return path;
    }
}
