using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Recording;
using Perception.Rigs;
using Perception.Schedules;
using Perception.Service;
using Sensors.Cameras;
using Sensors.OpticalFlow;

namespace Perception.Commands;

/// <summary><c>perceive replay --config</c>: the recorded drives of a rig through the whole service.</summary>
internal static class RigReplay
{
    /// <param name="request">How it is played, published and recorded; the configuration's own <c>publish</c>, <c>log</c>, <c>metrics</c>, <c>schedules</c>, <c>guard</c> and <c>delivery</c> are the live run's.</param>
    /// <param name="path">The configuration: networks, rig, cameras.</param>
    /// <param name="time">The clock.</param>
    public static async Task<int> RunAsync(ReplayRequest request, string path, TimeProvider time)
    {
        using StopSignal stop = new();
        try
        {
            return await PlayAsync(request, path, time, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Stopped while the drives were being opened: no frame was read.
            return 0;
        }
    }

    /// <summary>How its pipelines run. A stage may stand still for as long as the file says; where it says nothing, as in the replay of a single drive.</summary>
    internal static PipelineOptions Options(ReplayRequest request, ServiceConfiguration configuration, ThreadBudget budget) => PipelineOptions.For(budget) with
    {
        Pace = request.Pace,
        Watchdog = configuration.Watchdog ?? request.Watchdog,
        ImageMotion = configuration.ImageMotion ? new ImageMotionOptions() : null,
    };

    /// <exception cref="OperationCanceledException">The stop came before all drives were open.</exception>
    private static async Task<int> PlayAsync(ReplayRequest request, string path, TimeProvider time, CancellationToken stop)
    {
        ServiceConfiguration configuration = Load(path, isScheduled: request.Schedule is not null);
        RigOptions rig = configuration.Rig!;
        RigSchedule? schedule = request.Schedule is null ? null : RigSchedule.Load(request.Schedule, rig.Id, configuration.RigCameras);
        configuration = configuration with { Rig = rig with { IsLossless = request.Pace.IsMax && schedule is null, Schedule = schedule } };

        // At the start only: a check during a replay would take time that its frames need.
        GuardOptions guard = new() { Mode = request.Guard, Interval = TimeSpan.Zero, EndsWhenWrong = true };
        int cores = configuration.Cores ?? Environment.ProcessorCount;
        await using Begun<ServingNetworks> loading = new(() => ServingNetworks.Load(NetworkChoice.Of(configuration), forThroughput: false, cores, guard, time));
        using Publisher? publisher = request.Publish is null ? null : new Publisher(new PublisherOptions { Endpoint = request.Publish }, time);
        ServingNetworks serving = await loading.Result;
        (NetworkSet networks, ThreadBudget budget, NetworkGuards guards) = (serving.Networks, serving.Budget, serving.Guards);
        schedule?.Bind(networks);
        using JsonLog? log = request.Log is null ? null : new JsonLog(request.Log, request.LogWithClocks, isLossless: true);
        using GoldenComparison? golden = request.Golden is null ? null : new GoldenComparison(request.Golden, rig.Id);
        using CameraSharing sharing = new(networks, budget.FramesInFlight, configuration.Batch, time);
        IWorldSink?[] sinks = [log, golden];
        using ServiceCameras cameras = await ServiceCameras.OpenAsync(
            configuration, Options(request, configuration, budget), networks, publisher, [.. sinks.OfType<IWorldSink>()], _ => request.RecordSchedule, guards, sharing, time, stop);
        IReadOnlyList<PerceptionPipeline> pipelines = cameras.Pipelines;
        RigPipeline played = cameras.Rigs[0];
        using ServiceMetrics metrics = new(pipelines, cameras.Rigs);
        using MetricsEndpoint? endpoint = request.Metrics is null ? null : new MetricsEndpoint(request.Metrics);
        PerceptionService service = new(pipelines, networks, publisher, log, time, guards, sharing, cameras.Rigs);
        LiveView view = new(pipelines, networks, publisher?.Endpoint, time);
        view.ShowStart();
        string? fault = await view.FollowAsync(service.RunAsync(request.Subscribers, stop));
        foreach (PerceptionPipeline pipeline in pipelines)
        {
            view.ShowSummary(pipeline, RunSummary.Of(pipeline.Monitor, guards));
        }

        view.ShowRig(played);
        log?.Dispose();
        fault ??= pipelines.Select(pipeline => pipeline.Monitor.SourceFault).FirstOrDefault(met => met is not null) ?? log?.Fault ?? cameras.EndRecording();
        return await ReplayEnd.OfAsync(request, fault, schedule?.Worlds, played.Monitor.WorldsPublished, stop.IsCancellationRequested, golden, view);
    }

    /// <param name="path">The file.</param>
    /// <param name="isScheduled">Whether a schedule says when the replay is over.</param>
    private static ServiceConfiguration Load(string path, bool isScheduled)
    {
        ServiceConfiguration configuration = ServiceConfiguration.Load(path);
        if (configuration.Rig is null)
        {
            throw new CommandException($"{path}: expected a rig whose cameras are replayed together, found none; perceive replay DRIVE replays a single one");
        }

        if (configuration.Cameras.FirstOrDefault(camera => camera.Drive is null) is { } live)
        {
            throw new CommandException($"{path}: camera {live.Id}: expected a drive, found the address {CameraAddress.WithoutPasswords(live.Address!)}, which cannot be replayed");
        }

        if (!isScheduled && configuration.Cameras.FirstOrDefault(camera => camera.Loop) is { } looped)
        {
            throw new CommandException($"{path}: camera {looped.Id}: expected a drive that ends, found loop: true, which perceive run plays over and over");
        }

        return configuration.Cameras.FirstOrDefault(camera => !configuration.RigCameras.Contains(camera.Id)) is { } other
            ? throw new CommandException($"{path}: camera {other.Id}: expected a camera of the rig, found one outside it, which perceive replay DRIVE replays")
            : configuration;
    }
}
