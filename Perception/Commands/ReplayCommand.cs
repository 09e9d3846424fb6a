using System.CommandLine;
using System.Globalization;
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
        Argument<string?> drive = new("DRIVE")
        {
            Description = "Video, folder of images, KITTI sequence or folder with a drive.yaml; without it the default drive of replay-data/",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> config = new("--config")
        {
            Description = "In place of DRIVE: the rig of a configuration, as run reads it, whose cameras are drives; their frames become one world an instant",
            HelpName = "FILE.yaml",
        };
        Option<string> pace = new("--pace")
        {
            Description = "realtime, max (as fast as the networks go; no frame is lost but by a --delivery that says so) or a factor such as 0.5",
            DefaultValueFactory = _ => "realtime",
            HelpName = "realtime|max|FACTOR",
        };
        Option<string?> frames = new("--frames") { Description = "Only frames A up to, but not with, B", HelpName = "A..B" };
        Option<string?> camera = new("--camera") { Description = "Which camera of a drive with several; without it the first", HelpName = "ID" };
        Option<bool> loop = new("--loop") { Description = "Start again at the end, until stopped" };
        Option<string?> models = SharedOptions.Models();
        Option<string?> detector = SharedOptions.Detector();
        Option<string?> lanes = SharedOptions.Lanes();
        NetworkRunOptions run = new(threads: null);
        Option<GuardMode> guard = SharedOptions.Guard();
        Option<string?> calibration = new("--calibration") { Description = "Calibration (YAML or KITTI) in place of the drive's own", HelpName = "FILE" };
        Option<string> publish = new("--publish")
        {
            Description = "Where to publish",
            DefaultValueFactory = _ => ServiceConfiguration.DefaultEndpoint,
            HelpName = "ENDPOINT",
        };
        Option<bool> noPublish = new("--no-publish") { Description = "Publish nothing" };
        Option<string?> delivery = new("--delivery")
        {
            Description = "What happens to frames that come faster than the networks go: lossless, latest, latencyBound(80 ms), every(2), every(2, lossless); without it lossless at --pace max, else latest",
            HelpName = "POLICY",
        };
        Option<double?> deadline = new("--deadline")
        {
            Description = "Leave out work, a rung at a time, while too many frames take longer than so many milliseconds from capture to publish",
            HelpName = "MS",
        };
        Option<string?> regionDetector = new("--region-detector") { Description = "Object network that looks at --region alone under load", HelpName = "NAME" };
        Option<string?> region = new("--region") { Description = "Part of the image that --region-detector looks at, as shares of its width and height", HelpName = "LEFT,TOP,RIGHT,BOTTOM" };
        Option<string?> lighterDetector = new("--lighter-detector") { Description = "Object network that takes over under load", HelpName = "NAME" };
        Option<string?> lighterLanes = new("--lighter-lanes") { Description = "Lane network that takes over under load", HelpName = "NAME" };
        Option<string?> recordSchedule = new("--record-schedule") { Description = "Write what the run decides by time: which frame was taken or dropped when and why", HelpName = "OUT.jsonl" };
        Option<string?> schedule = new("--schedule") { Description = "Follow a recorded schedule: the same messages again, as fast as the networks go unless --pace says otherwise", HelpName = "FILE.jsonl" };
        Option<string?> golden = new("--golden") { Description = "Compare every message with a stored run (what --log wrote); the first difference ends with exit code 1", HelpName = "FILE.jsonl" };
        Option<string?> metrics = new("--metrics") { Description = "Serve metrics for Prometheus there", HelpName = "http://HOST:PORT" };
        Option<int> subscribers = new("--wait-for-subscribers") { Description = "Read the first frame when N subscribers are there", HelpName = "N" };
        Option<bool> noImageMotion = new("--no-image-motion") { Description = "Do not measure the image's motion" };
        Option<string?> video = new("--video") { Description = "Write the annotated drive as a video", HelpName = "OUT.mp4" };
        Option<string?> log = new("--log") { Description = "Write every message as a line of JSON", HelpName = "OUT.jsonl" };
        Option<bool> noClock = new("--no-clock") { Description = "Leave hello, health and all clock fields out of the log: two runs that lose no frame by time then give the same bytes" };
        Option<string?> summary = new("--summary") { Description = "Write the figures of the run as JSON", HelpName = "OUT.json" };

        Command command = new("replay", "Run a recorded drive through the service and publish what it sees.")
        {
            drive, config, pace, frames, camera, loop, models, detector, lanes, calibration, delivery, deadline, regionDetector, region, lighterDetector, lighterLanes, recordSchedule, schedule, golden, publish, noPublish, subscribers, metrics, noImageMotion, video, log, noClock, summary, guard,
        };
        run.AddTo(command);
        Option[] withConfiguration = [config, pace, publish, noPublish, subscribers, metrics, guard, recordSchedule, schedule, golden, log, noClock];
        command.Validators.Add(given =>
        {
            Option? other = command.Options.Except(withConfiguration).FirstOrDefault(option => given.GetResult(option) is { Implicit: false });
            if (given.GetResult(config) is not null && (other?.Name ?? (given.GetResult(drive) is { Tokens.Count: > 0 } ? "DRIVE" : null)) is { } name)
            {
                given.AddError($"--config: expected neither a drive nor options of a single one beside it, found {name}");
            }
        });
        command.Validators.Add(given =>
        {
            if (DistinctFiles.Clash(Paths(drive, config, calibration, schedule, golden), Paths(recordSchedule, video, log, summary)) is { } clash)
            {
                given.AddError(clash);
            }

            IEnumerable<(string Name, string? Path)> Paths(params Symbol[] symbols) =>
                symbols.Select(symbol => (symbol.Name, given.GetResult(symbol.Name) is { Tokens: [.., { Value: string path }] } ? path : null));
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new ReplayRequest
            {
                Drive = parsed.GetValue(config) is null ? parsed.GetValue(drive) ?? DefaultDrive.Find() : null,
                Configuration = parsed.GetValue(config),
                Pace = parsed.GetValue(schedule) is not null && parsed.GetResult(pace)?.Implicit != false ? Pace.Max
                    : Pace.TryParse(parsed.GetValue(pace)!, out Pace parsedPace) ? parsedPace
                    : throw new CommandException($"--pace: expected realtime, max or a positive factor, found '{parsed.GetValue(pace)}'"),
                Frames = ParseFrames(parsed.GetValue(frames)),
                Camera = parsed.GetValue(camera),
                Loop = parsed.GetValue(loop),
                Networks = new NetworkChoice
                {
                    Models = parsed.GetValue(models),
                    Detector = parsed.GetValue(detector),
                    Lanes = parsed.GetValue(lanes),
                    DetectorOptions = run.Read(parsed),
                    LaneOptions = run.Read(parsed),
                    Load = new LoadSection
                    {
                        Options = parsed.GetValue(deadline) is { } ms ? new LoadOptions { Deadline = ParseDeadline(ms) } : null,
                        RegionDetector = parsed.GetValue(regionDetector),
                        Region = ParseRegion(parsed.GetValue(region), parsed.GetValue(regionDetector)),
                        LighterDetector = parsed.GetValue(lighterDetector),
                        LighterLanes = parsed.GetValue(lighterLanes),
                    },
                },
                Guard = parsed.GetValue(guard),
                Calibration = parsed.GetValue(calibration),
                Delivery = ParsePolicy(parsed.GetValue(delivery)),
                RecordSchedule = parsed.GetValue(recordSchedule),
                Schedule = parsed.GetValue(schedule),
                Golden = parsed.GetValue(golden),
                Metrics = parsed.GetValue(metrics),
                Publish = parsed.GetValue(noPublish) ? null : parsed.GetValue(publish),
                Subscribers = parsed.GetValue(subscribers),
                MeasuresImageMotion = !parsed.GetValue(noImageMotion),
                Video = parsed.GetValue(video),
                Log = parsed.GetValue(log),
                LogWithClocks = !parsed.GetValue(noClock),
                Summary = parsed.GetValue(summary),
            },
            TimeProvider.System));
        return command;
    }

    private static Task<int> RunAsync(ReplayRequest request, TimeProvider time) =>
        request.Configuration is null ? RunDriveAsync(request, time) : RigReplay.RunAsync(request, request.Configuration, time);

    private static async Task<int> RunDriveAsync(ReplayRequest request, TimeProvider time)
    {
        using StopSignal stop = new();
        if (request.Summary is { } written && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(written))))
        {
            throw new CommandException($"{written}: expected a file in a folder that is there, found none");
        }

        RecordedSchedule? schedule = request.Schedule is null ? null : RecordedSchedule.Load(request.Schedule);
        bool isForThroughput = request.Pace.IsMax && schedule is null;

        // At the start only: a check during a replay would take time that its frames need.
        GuardOptions guard = new() { Mode = request.Guard, Interval = TimeSpan.Zero, EndsWhenWrong = true };
        await using Begun<ServingNetworks> loading = new(() => ServingNetworks.Load(request.Networks, isForThroughput, Environment.ProcessorCount, guard, time));
        using IFrameSource source = Open(request, schedule);
        using GoldenComparison? golden = request.Golden is null ? null : new GoldenComparison(request.Golden, source.Description.Id);
        using Publisher? publisher = request.Publish is null ? null : new Publisher(new PublisherOptions { Endpoint = request.Publish }, time);
        ServingNetworks serving = await loading.Result;
        (NetworkSet networks, ThreadBudget budget, NetworkGuards guards) = (serving.Networks, serving.Budget, serving.Guards);
        schedule?.Bind(networks);
        PlaybackControl? playback = PlaybackKeys.AreThere && request.RecordSchedule is null && schedule is null ? new PlaybackControl() : null;
        using TruthScoreSink? score = request.Loop || DriveTruth.Find(source.Description.TruthPath) is not { } truth ? null : new TruthScoreSink(truth, playback);
        using VideoRecorder? video = request.Video is null ? null : new VideoRecorder(request.Video);
        using JsonLog? log = request.Log is null ? null : new JsonLog(request.Log, request.LogWithClocks, isLossless: true);
        using ScheduleWriter? recorded = request.RecordSchedule is null ? null : new ScheduleWriter(request.RecordSchedule, source.Description, request.Loop, networks, time);
        IWorldSink?[] sinks = [log, video, score, golden];
        PipelineOptions options = PipelineOptions.For(budget) with
        {
            Pace = request.Pace,
            CapturePolicy = schedule is not null ? DeliveryPolicy.Lossless : request.Delivery ?? (request.Pace.IsMax ? DeliveryPolicy.Lossless : DeliveryPolicy.Latest),
            Recorder = recorded is null ? null : new ScheduleRecorder(recorded),
            Playback = playback,
            Schedule = schedule,
            Load = request.Networks.Load.Options,
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
        fault ??= pipeline.Monitor.SourceFault ?? service.LogFault ?? recorded?.Fault;
        RunSummary summary = RunSummary.Of(pipeline.Monitor, guards, score);
        view.ShowSummary(summary);
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

    private static DeliveryPolicy? ParsePolicy(string? text) =>
        text is null ? null
        : DeliveryPolicy.TryParse(text, out DeliveryPolicy policy) ? policy
        : throw new CommandException($"--delivery: expected {DeliveryPolicy.Expected}, found '{text}'");

    private static TimeSpan ParseDeadline(double ms) =>
        ms is >= 1 and <= 60_000 ? TimeSpan.FromMilliseconds(ms) : throw new CommandException($"--deadline: expected 1 to 60000 ms, found {ms}");

    private static ImageRegion ParseRegion(string? text, string? detector)
    {
        if (text is null != detector is null)
        {
            throw new CommandException("--region-detector, --region: expected both or neither, found one of them");
        }

        double[] sides = [.. (text ?? "0,0,1,1").Split(',').Select(side => double.TryParse(side, CultureInfo.InvariantCulture, out double share) ? share : double.NaN)];
        ImageRegion region = sides is [double left, double top, double right, double bottom]
            ? new ImageRegion(left, top, right, bottom)
            : throw new CommandException($"--region: expected LEFT,TOP,RIGHT,BOTTOM, found '{text}'");
        return region.Problem is null ? region : throw new CommandException($"--region: {region.Problem}");
    }

    private static FrameRange ParseFrames(string? text) =>
        text is null ? FrameRange.All
        : FrameRange.TryParse(text, out FrameRange range) ? range
        : throw new CommandException($"--frames: expected A..B with A < B, found '{text}'");

    private static IFrameSource Open(ReplayRequest request, RecordedSchedule? schedule)
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
        IFrameSource played = request.Loop || schedule?.IsLooped == true ? new LoopingSource(drive) : drive;
        return schedule is null || schedule.SourceId == played.Description.Id ? played : new NamedSource(played, schedule.SourceId);
    }
}
