using System.CommandLine;
using Evaluation.Drives;
using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Recording;
using Perception.Schedules;
using Perception.Service;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Commands;

/// <summary><c>perceive replay</c>: a recorded drive through the whole service.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        ReplayOptions options = new();
        Command command = new("replay", "Run a recorded drive through the service and publish what it sees.");
        options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(options.Read(parsed), TimeProvider.System));
        return command;
    }

    private static Task<int> RunAsync(ReplayRequest request, TimeProvider time)
    {
        NetMqThread.Watch();
        return request.Configuration is null ? RunDriveAsync(request, time) : RigReplay.RunAsync(request, request.Configuration, time);
    }

    private static async Task<int> RunDriveAsync(ReplayRequest request, TimeProvider time)
    {
        using StopSignal stop = new();
        if (request.Summary is { } written)
        {
            RecordingFile.Require(written);
        }

        RecordedSchedule? schedule = request.Schedule is null ? null : RecordedSchedule.Load(request.Schedule);
        bool isForThroughput = request.Pace.IsMax && schedule is null;
        bool isLooped = request.Loop || schedule?.IsLooped == true;

        // At the start only: a check during a replay would take time that its frames need.
        GuardOptions guard = new() { Mode = request.Guard, Interval = TimeSpan.Zero, EndsWhenWrong = true };
        await using Begun<ServingNetworks> loading = new(() => ServingNetworks.Load(request.Networks, isForThroughput, Environment.ProcessorCount, guard, time));
        Task<IFrameSource> opening = Task.Run(() => Open(request, schedule, isLooped));
        if (await Task.WhenAny(opening, Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token)) != opening)
        {
            // A slow disk may hold the opening up for longer than a user waits: it ends with the program.
            return 0;
        }

        using IFrameSource source = await opening;
        Task<DriveTruth?> reading = Task.Run(() => isLooped ? null : DriveTruth.Find(source.Description.TruthPath));
        using GoldenComparison? golden = request.Golden is null ? null : new GoldenComparison(request.Golden, source.Description.Id);
        using Publisher? publisher = request.Publish is null ? null : new Publisher(new PublisherOptions { Endpoint = request.Publish }, time);
        ServingNetworks serving = await loading.Result;
        (NetworkSet networks, ThreadBudget budget, NetworkGuards guards) = (serving.Networks, serving.Budget, serving.Guards);
        schedule?.Bind(networks);
        schedule?.CheckInput(source.Description, request.MeasuresImageMotion);
        PlaybackControl? playback = PlaybackKeys.AreThere && request.RecordSchedule is null && schedule is null ? new PlaybackControl() : null;
        using TruthScoreSink? score = await reading is { } truth ? new TruthScoreSink(truth, playback) : null;
        using VideoRecorder? video = request.Video is null ? null : new VideoRecorder(request.Video, request.Delivery?.Interval ?? 1);
        using JsonLog? log = request.Log is null ? null : new JsonLog(request.Log, request.LogWithClocks, isLossless: true);
        using ScheduleWriter? recorded = request.RecordSchedule is null ? null : new ScheduleWriter(request.RecordSchedule, source.Description, isLooped, networks, request.MeasuresImageMotion, time);
        IWorldSink?[] sinks = [log, video, score, golden];
        PipelineOptions options = PipelineOptions.For(budget) with
        {
            Pace = request.Pace,
            CapturePolicy = schedule is not null ? DeliveryPolicy.Lossless : request.Delivery ?? (request.Pace.IsMax ? DeliveryPolicy.Lossless : DeliveryPolicy.Latest),
            Recorder = recorded is null ? null : new ScheduleRecorder(recorded),
            Playback = playback,
            Schedule = schedule,
            Load = request.Networks.Load.Options,
            Watchdog = request.Watchdog,
            ImageMotion = request.MeasuresImageMotion ? new ImageMotionOptions() : null,
        };
        using PerceptionPipeline pipeline = new(source, networks, publisher, [.. sinks.OfType<IWorldSink>()], options, time, guards);
        using ServiceMetrics metrics = new([pipeline], rigs: []);
        using MetricsEndpoint? endpoint = request.Metrics is null ? null : new MetricsEndpoint(request.Metrics);
        PerceptionService service = new([pipeline], networks, publisher, log, time, guards);

        LiveView view = new([pipeline], networks, publisher?.Endpoint, time, playback);
        view.ShowStart();
        if (playback is not null)
        {
            PlaybackKeys.Follow(playback, stop.Stop);
        }

        string? fault = await view.FollowAsync(service.RunAsync(request.Subscribers, stop.Token));
        recorded?.Dispose();
        log?.Dispose();
        video?.Dispose();
        fault ??= pipeline.Monitor.SourceFault ?? log?.Fault ?? recorded?.Fault ?? video?.Fault;
        RunSummary summary = RunSummary.Of(pipeline.Monitor, guards, score);
        view.ShowSummary(pipeline, summary);
        try
        {
            await WriteAsync(summary, request.Summary);
        }
        catch (IOException) when (fault is not null)
        {
            // What was met first is told.
        }

        return await ReplayEnd.OfAsync(request, fault, schedule?.Worlds, summary.FramesPublished, stop.Token.IsCancellationRequested, golden, view);
    }

    private static Task WriteAsync(RunSummary summary, string? path) =>
        path is null ? Task.CompletedTask : File.WriteAllTextAsync(path, summary.ToJson() + "\n");

    private static IFrameSource Open(ReplayRequest request, RecordedSchedule? schedule, bool isLooped)
    {
        if (schedule is not null && (request.Delivery is not null || request.Networks.Load.Options is not null))
        {
            throw new CommandException("--schedule: expected neither --delivery nor --deadline, which the schedule replaces, found one of them");
        }

        if (request.Pace.IsMax && request.Networks.Load.Options is not null)
        {
            throw new CommandException("--deadline: expected a --pace other than max, where every frame is processed whole, found max");
        }

        DriveOpenOptions options = new()
        {
            CalibrationPath = request.Calibration,
            FrameRange = request.Frames,
            CameraId = request.Camera,
        };
        IRecordedSource drive = DriveOpener.Open(request.Drive!, options);
        IFrameSource played = isLooped ? new LoopingSource(drive) : drive;
        return schedule is null || schedule.SourceId == played.Description.Id ? played : new NamedSource(played, schedule.SourceId);
    }
}
