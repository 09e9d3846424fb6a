using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Recording;
using Perception.Service;
using Sensors.Sources;

namespace Perception.Commands;

/// <summary>The options of <c>perceive replay</c>.</summary>
internal sealed class ReplayOptions
{
    private readonly Argument<string?> _drive = new("DRIVE")
    {
        Description = "Video, folder of images, KITTI sequence or folder with a drive.yaml; without it the default drive of replay-data/",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "In place of DRIVE: the rig of a configuration, as run reads it, whose cameras are drives; their frames become one world an instant",
        HelpName = "FILE.yaml",
    };

    private readonly Option<string> _pace = new("--pace")
    {
        Description = "realtime, max (as fast as the networks go; no frame is lost but by a --delivery that says so) or a factor such as 0.5",
        DefaultValueFactory = _ => "realtime",
        HelpName = "realtime|max|FACTOR",
    };

    private readonly Option<string?> _frames = new("--frames") { Description = "Only frames A up to, but not with, B", HelpName = "A..B" };
    private readonly Option<string?> _camera = new("--camera") { Description = "Which camera of a drive with several; without it the first", HelpName = "ID" };
    private readonly Option<bool> _loop = new("--loop") { Description = "Start again at the end, until stopped" };
    private readonly Option<string?> _models = SharedOptions.Models();
    private readonly Option<string?> _detector = SharedOptions.Detector();
    private readonly Option<string?> _lanes = SharedOptions.Lanes();
    private readonly NetworkRunOptions _run = new(threads: null);
    private readonly Option<GuardMode> _guard = SharedOptions.Guard();
    private readonly Option<string?> _calibration = new("--calibration") { Description = "Calibration (YAML or KITTI) in place of the drive's own", HelpName = "FILE" };

    private readonly Option<string> _publish = new("--publish")
    {
        Description = "Where to publish",
        DefaultValueFactory = _ => ServiceConfiguration.DefaultEndpoint,
        HelpName = "ENDPOINT",
    };

    private readonly Option<bool> _noPublish = new("--no-publish") { Description = "Publish nothing" };

    private readonly Option<string?> _delivery = new("--delivery")
    {
        Description = "What happens to frames that come faster than the networks go: lossless, latest, latencyBound(80 ms), every(2), every(2, lossless); without it lossless at --pace max, else latest",
        HelpName = "POLICY",
    };

    private readonly Option<double?> _deadline = new("--deadline")
    {
        Description = "Leave out work, a rung at a time, while too many frames take longer than so many milliseconds from capture to publish",
        HelpName = "MS",
    };

    private readonly Option<string?> _regionDetector = new("--region-detector") { Description = "Object network that looks at --region alone under load", HelpName = "NAME" };
    private readonly Option<string?> _region = new("--region") { Description = "Part of the image that --region-detector looks at, as shares of its width and height", HelpName = "LEFT,TOP,RIGHT,BOTTOM" };
    private readonly Option<string?> _lighterDetector = new("--lighter-detector") { Description = "Object network that takes over under load", HelpName = "NAME" };
    private readonly Option<string?> _lighterLanes = new("--lighter-lanes") { Description = "Lane network that takes over under load", HelpName = "NAME" };
    private readonly Option<string?> _recordSchedule = new("--record-schedule") { Description = "Write what the run decides by time: which frame was taken or dropped when and why", HelpName = "OUT.jsonl" };
    private readonly Option<string?> _schedule = new("--schedule") { Description = "Follow a recorded schedule: the same messages again, as fast as the networks go unless --pace says otherwise", HelpName = "FILE.jsonl" };
    private readonly Option<string?> _golden = new("--golden") { Description = "Compare every message with a stored run (what --log wrote); the first difference ends with exit code 1", HelpName = "FILE.jsonl" };
    private readonly Option<string?> _metrics = new("--metrics") { Description = "Serve metrics for Prometheus there", HelpName = "http://HOST:PORT" };
    private readonly Option<int> _subscribers = new("--wait-for-subscribers") { Description = "Read the first frame when N subscribers are there", HelpName = "N" };
    private readonly Option<bool> _noImageMotion = new("--no-image-motion") { Description = "Do not measure the image's motion" };
    private readonly Option<string?> _video = new("--video") { Description = "Write the annotated drive as a video", HelpName = "OUT.mp4" };
    private readonly Option<string?> _log = new("--log") { Description = "Write every message as a line of JSON", HelpName = "OUT.jsonl" };
    private readonly Option<bool> _noClock = new("--no-clock") { Description = "Leave hello, health and all clock fields out of the log: two runs that lose no frame by time then give the same bytes" };
    private readonly Option<string?> _summary = new("--summary") { Description = "Write the figures of the run as JSON", HelpName = "OUT.json" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_drive);
        Option[] all =
        [
            _config, _pace, _frames, _camera, _loop, _models, _detector, _lanes, _calibration, _delivery, _deadline, _regionDetector, _region, _lighterDetector, _lighterLanes,
            _recordSchedule, _schedule, _golden, _publish, _noPublish, _subscribers, _metrics, _noImageMotion, _video, _log, _noClock, _summary, _guard,
        ];
        Array.ForEach(all, command.Options.Add);
        _run.AddTo(command);
        command.Validators.Add(RefuseBesideConfiguration);
        command.Validators.Add(RefuseWithoutEffect);
        command.Validators.Add(RefuseOneFileTwice);
    }

    /// <exception cref="CommandException">A value cannot be.</exception>
    public ReplayRequest Read(ParseResult parsed) => new()
    {
        Drive = parsed.GetValue(_config) is null ? parsed.GetValue(_drive) ?? DefaultDrive.Find() : null,
        Configuration = parsed.GetValue(_config),
        Pace = parsed.GetValue(_schedule) is not null && parsed.GetResult(_pace)?.Implicit != false ? Pace.Max
            : Pace.TryParse(parsed.GetValue(_pace)!, out Pace parsedPace) ? parsedPace
            : throw new CommandException($"--pace: expected realtime, max or a positive factor, found '{parsed.GetValue(_pace)}'"),
        Frames = ParseFrames(parsed.GetValue(_frames)),
        Camera = parsed.GetValue(_camera),
        Loop = parsed.GetValue(_loop),
        Networks = new NetworkChoice
        {
            Models = parsed.GetValue(_models),
            Detector = parsed.GetValue(_detector),
            Lanes = parsed.GetValue(_lanes),
            DetectorOptions = _run.Read(parsed),
            LaneOptions = _run.Read(parsed),
            Load = ReadLoad(parsed),
        },
        Guard = parsed.GetValue(_guard),
        Calibration = parsed.GetValue(_calibration),
        Delivery = ParsePolicy(parsed.GetValue(_delivery)),
        RecordSchedule = parsed.GetValue(_recordSchedule),
        Schedule = parsed.GetValue(_schedule),
        Golden = parsed.GetValue(_golden),
        Metrics = parsed.GetValue(_metrics),
        Publish = parsed.GetValue(_noPublish) ? null : parsed.GetValue(_publish),
        Subscribers = parsed.GetValue(_subscribers) is >= 0 and int count ? count : throw new CommandException($"--wait-for-subscribers: expected 0 or more, found {parsed.GetValue(_subscribers)}"),
        MeasuresImageMotion = !parsed.GetValue(_noImageMotion),
        Video = parsed.GetValue(_video),
        Log = parsed.GetValue(_log),
        LogWithClocks = !parsed.GetValue(_noClock),
        Summary = parsed.GetValue(_summary),
    };

    private void RefuseBesideConfiguration(CommandResult given)
    {
        Option[] withConfiguration = [_config, _pace, _publish, _noPublish, _subscribers, _metrics, _guard, _recordSchedule, _schedule, _golden, _log, _noClock];
        Option? other = given.Command.Options.Except(withConfiguration).FirstOrDefault(option => given.GetResult(option) is { Implicit: false });
        if (given.GetResult(_config) is not null && (other?.Name ?? (given.GetResult(_drive) is { Tokens.Count: > 0 } ? "DRIVE" : null)) is { } name)
        {
            given.AddError($"--config: expected neither a drive nor options of a single one beside it, found {name}");
        }
    }

    private void RefuseOneFileTwice(CommandResult given)
    {
        string? playedByDefault = given.GetResult(_config) is null && given.GetResult(_drive) is not { Tokens.Count: > 0 } ? DefaultDrive.TryFind() : null;
        if (DistinctFiles.Clash([.. Paths(_drive, _config, _calibration, _schedule, _golden), ("the default drive", playedByDefault)], Paths(_recordSchedule, _video, _log, _summary)) is { } clash)
        {
            given.AddError(clash);
        }

        IEnumerable<(string Name, string? Path)> Paths(params Symbol[] symbols) =>
            symbols.Select(symbol => (symbol.Name, given.GetResult(symbol.Name) is { Tokens: [.., { Value: string path }] } ? path : null));
    }

    private void RefuseWithoutEffect(CommandResult given)
    {
        if (given.GetValue(_noPublish) && new Option[] { _publish, _subscribers }.FirstOrDefault(IsGiven) is { } published)
        {
            given.AddError($"{published.Name}: expected none beside --no-publish, found one");
        }

        if (given.GetValue(_noClock) && !IsGiven(_log))
        {
            given.AddError($"{_noClock.Name}: expected {_log.Name} beside it, found none");
        }

        bool IsGiven(Option option) => given.GetResult(option) is { Implicit: false };
    }

    private LoadSection ReadLoad(ParseResult parsed)
    {
        LoadSection load = new()
        {
            Options = parsed.GetValue(_deadline) is { } ms ? new LoadOptions { Deadline = ParseDeadline(ms) } : null,
            RegionDetector = parsed.GetValue(_regionDetector),
            Region = ParseRegion(parsed.GetValue(_region), parsed.GetValue(_regionDetector)),
            LighterDetector = parsed.GetValue(_lighterDetector),
            LighterLanes = parsed.GetValue(_lighterLanes),
        };
        Option? unused = load.Options is null && parsed.GetValue(_schedule) is null
            ? new Option[] { _regionDetector, _lighterDetector, _lighterLanes }.FirstOrDefault(option => parsed.GetResult(option) is not null) : null;
        return unused is null ? load : throw new CommandException($"{unused.Name}: expected {_deadline.Name} or {_schedule.Name} beside it, without which it never runs, found neither");
    }

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
}
