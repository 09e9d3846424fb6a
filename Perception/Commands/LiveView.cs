using System.Globalization;
using Evaluation.Drives;
using Evaluation.Metrics;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;
using Perception.Schedules;
using Perception.Service;
using Spectre.Console;

namespace Perception.Commands;

/// <summary>Shows a run on the terminal: a table that renews itself, or plain lines where there is no terminal.</summary>
/// <remarks>Nothing here waits for the console but <see cref="EndAsync"/>.</remarks>
internal sealed class LiveView
{
    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<PerceptionPipeline> _pipelines;
    private readonly NetworkSet _networks;
    private readonly string? _endpoint;
    private readonly TimeProvider _time;
    private readonly PlaybackControl? _playback;
    private readonly RunConsole _console;
    private readonly bool _isTerminal = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    public LiveView(IReadOnlyList<PerceptionPipeline> pipelines, NetworkSet networks, string? endpoint, TimeProvider time, PlaybackControl? playback = null)
    {
        _playback = playback;
        _pipelines = pipelines;
        _networks = networks;
        _endpoint = endpoint;
        _time = time;
        _console = new RunConsole(time);
    }

    /// <summary>Says what runs, before the first frame.</summary>
    public void ShowStart() => Show(WriteStart);

    /// <summary>Renews the view until the run has ended.</summary>
    /// <returns>Why the run failed, as one sentence; null where it did not.</returns>
    public async Task<string?> FollowAsync(Task run)
    {
        _console.Show(() => WriteUntilAsync(run));
        try
        {
            await run;
            return null;
        }
        catch (Exception failure) when (failure is PipelineException or ScheduleException or UntrustedNetworkException)
        {
            return failure.Message;
        }
    }

    /// <summary>The whole run's figures of one camera, under its name where there are several.</summary>
    public void ShowSummary(PerceptionPipeline pipeline, RunSummary summary) => Show(() =>
    {
        if (_pipelines.Count > 1)
        {
            Console.WriteLine($"source    {pipeline.Source.Id}");
        }

        WriteSummary(summary);
    });

    /// <summary>What a rig's cameras gave to its worlds.</summary>
    public void ShowRig(RigPipeline rig) => Show(() => WriteRig(rig));

    /// <summary>One more line.</summary>
    public void Show(string line) => Show(() => Console.WriteLine(line));

    /// <summary>Waits a moment for what has not been shown yet.</summary>
    /// <returns>False where the console was given up.</returns>
    public Task<bool> EndAsync() => _console.EndAsync();

    private static void WriteSummary(RunSummary summary)
    {
        string drops = string.Join(", ", summary.FramesDropped.Where(drop => drop.Value > 0).Select(drop => $"{drop.Value} {drop.Key}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"frames    {summary.FramesRead} read, {summary.FramesPublished} published, dropped: {(drops.Length == 0 ? "none" : drops)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"speed     {summary.Fps:0.0} frames/s; capture to publish p50 {summary.CaptureToPublishMs.P50:0.0} ms, p95 {summary.CaptureToPublishMs.P95:0.0} ms, p99 {summary.CaptureToPublishMs.P99:0.0} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"networks  {string.Join("; ", summary.Networks.Select(Describe))}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seen      {summary.ConfirmedTracks} tracks; both ego lane lines in {100 * summary.BothEgoLanesShare:0.0} % of the frames"));
        if (summary.Truth is { } score)
        {
            WriteScore(score);
        }
        else if (summary.TruthAbsence is { } absence)
        {
            Console.WriteLine($"truth     not scored: {absence}");
        }
    }

    private static void WriteRig(RigPipeline rig)
    {
        RigMonitor monitor = rig.Monitor;
        LatencySummary latency = monitor.CaptureToPublish.Summarise();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"rig       {rig.Options.Id}: {monitor.WorldsPublished} worlds; first capture to publish p50 {latency.P50Ms:0.0} ms, p99 {latency.P99Ms:0.0} ms; {monitor.InstantsDropped} instants dropped for newer ones"));
        for (int camera = 0; camera < rig.Cameras.Count; camera++)
        {
            IEnumerable<string> gave = Enum.GetValues<ContributionState>()
                .Where(state => monitor.Contributions(camera, state) > 0)
                .Select(state => $"{monitor.Contributions(camera, state)} {WireNames.Of(state)}");
            Console.WriteLine($"          {rig.Cameras[camera].Source.Id}: {string.Join(", ", gave)}");
        }
    }

    private static void WriteScore(DriveScore score)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        string Share(double? share) => share is { } value ? (100 * value).ToString("0.0", plain) + " %" : "-";
        string Found(string name, FoundScore found) => found.Count == 0 ? string.Empty : $", {name} {Share(found.Share)} ({found.ObjectsFound} of {found.Objects})";
        Console.WriteLine(
            $"truth     found in {score.Frames} frames: vehicles {Share(score.Vehicles.Share)} ({score.Vehicles.ObjectsFound} of {score.Vehicles.Objects})"
            + Found("pedestrians", score.Pedestrians) + Found("two-wheelers", score.TwoWheelers));
        Console.WriteLine(
            $"          right tracks {Share(score.RightTracksShare)}, identity changes {score.IdentityChanges}, range error {Share(score.RangeError)}; lane offset error "
            + $"{score.LaneOffsetError?.ToString("0.00 m", plain) ?? "-"} in {Share(score.LaneOffsetShare)} of the frames; lead found {Share(score.LeadFoundShare)}, wrong {Share(score.LeadWrongShare)}");
        StatedDeviations stated = score.Stated;
        Console.WriteLine(
            $"          within two stated deviations (95.4 % would be exact): range {Inside(stated.Range)}, lateral {Inside(stated.Lateral)}, velocity {Inside(stated.VelocityX)} along and {Inside(stated.VelocityY)} across, "
            + $"lane offset {Inside(stated.LaneOffset)}");

        string Inside(DeviationScore? deviations) => Share(deviations?.Inside2Sigma);
    }

    private static string Describe(NetworkSummary network) => string.Create(CultureInfo.InvariantCulture,
        $"{network.Name} on {network.Provider}: warm-up {network.WarmUpRuns} runs in {network.WarmUpMs:0} ms, p99 {network.WarmUpP99Ms:0.0} ms; known frame: {network.Guard}");

    private static string Describe(Network network) =>
        $"{network.Manifest.Name} ({ExecutionProviders.Name(network.Provider)}, {network.Manifest.Input.Width}x{network.Manifest.Input.Height}, {network.Manifest.Licence})";

    private static string Drops(PipelineMonitor monitor)
    {
        List<string> drops = [];
        foreach (DropCause cause in DropCounts.Causes)
        {
            if (monitor.Drops[cause] > 0)
            {
                drops.Add($"{monitor.Drops[cause]} {WireNames.Of(cause)}");
            }
        }

        return drops.Count == 0 ? "none" : string.Join(", ", drops);
    }

    private static string Line(PerceptionPipeline pipeline)
    {
        PipelineMonitor monitor = pipeline.Monitor;
        LatencySummary latency = monitor.CaptureToPublish.Summarise();
        return string.Create(CultureInfo.InvariantCulture,
            $"{pipeline.Source.Id}: {WireNames.Of(monitor.State)}, {monitor.FramesPublished} frames, {monitor.FramesPerSecond:0.0}/s, p50 {latency.P50Ms:0.0} p95 {latency.P95Ms:0.0} p99 {latency.P99Ms:0.0} ms, tracks {monitor.CurrentTracks}, dropped {Drops(monitor)}");
    }

    private void Show(Action write) => _console.Show(() =>
    {
        write();
        return Task.CompletedTask;
    });

    private void WriteStart()
    {
        foreach (PerceptionPipeline pipeline in _pipelines)
        {
            string calibration = pipeline.Source.Calibration is { } present
                ? $"calibration {present.Source}"
                : $"no ranges: {pipeline.Source.CalibrationAbsence}";
            foreach (string warning in pipeline.Source.Warnings)
            {
                Console.WriteLine($"note      {warning}");
            }

            Console.WriteLine($"source    {pipeline.Source.Id} ({pipeline.Source.Kind}, {pipeline.Source.Width}x{pipeline.Source.Height}, {calibration}; own motion: {WireNames.Of(pipeline.Motion)})");
        }

        Console.WriteLine($"objects   {Describe(_networks.Objects)}");
        Console.WriteLine($"lanes     {Describe(_networks.Lanes)}");
        foreach (Network network in _networks.Distinct.Where(network => network.FallbackReason is not null))
        {
            Console.WriteLine($"note      {network.Manifest.Name} runs on {ExecutionProviders.Name(network.Provider)}: {network.FallbackReason}");
        }

        foreach (Network network in _networks.Distinct)
        {
            if (network.Placement?.Elsewhere(network.Provider) is { } elsewhere)
            {
                Console.WriteLine($"note      {network.Manifest.Name} on {ExecutionProviders.Name(network.Provider)}: {elsewhere}");
            }
        }

        Console.WriteLine($"publish   {_endpoint ?? "nothing"}");
        if (_playback is not null)
        {
            Console.WriteLine($"keys      {PlaybackKeys.Help}");
        }
    }

    private async Task WriteUntilAsync(Task run)
    {
        if (_isTerminal)
        {
            await AnsiConsole.Live(Table()).AutoClear(true).StartAsync(async context =>
            {
                while (!await EndsWithinAsync(run, TableInterval))
                {
                    context.UpdateTarget(Table());
                }
            });
            return;
        }

        while (!await EndsWithinAsync(run, LineInterval))
        {
            foreach (PerceptionPipeline pipeline in _pipelines)
            {
                Console.WriteLine(Line(pipeline));
            }
        }
    }

    private async Task<bool> EndsWithinAsync(Task run, TimeSpan interval) =>
        await Task.WhenAny(run, Task.Delay(interval, _time)) == run;

    private Table Table()
    {
        Table table = new() { Border = TableBorder.Rounded };
        table.AddColumns("source", "frames", "fps", "dropped", "tracks", "ms", "p50", "p95", "p99");
        foreach (PerceptionPipeline pipeline in _pipelines)
        {
            PipelineMonitor monitor = pipeline.Monitor;
            long? total = pipeline.Source.FrameCount;
            table.AddRow(
                [
                    Markup.Escape($"{pipeline.Source.Id} ({WireNames.Of(monitor.State)})"),
                    total is null ? $"{monitor.FramesPublished}" : $"{monitor.FramesPublished}/{total}",
                    monitor.FramesPerSecond.ToString("0.0", CultureInfo.InvariantCulture),
                    Drops(monitor),
                    $"{monitor.CurrentTracks}",
                    .. Cells("capture to publish", monitor.CaptureToPublish.Summarise()),
                ]);
            foreach (PipelineStage stage in Enum.GetValues<PipelineStage>())
            {
                LatencySummary latency = monitor.Stage(stage);
                if (latency.Count > 0)
                {
                    table.AddRow(["", "", "", "", "", .. Cells(WireNames.Of(stage), latency)]);
                }
            }
        }

        if (_playback is { IsPaused: true })
        {
            table.Caption("paused");
        }

        return table;
    }

    private static string[] Cells(string name, LatencySummary latency) =>
    [
        name,
        latency.P50Ms.ToString("0.0", CultureInfo.InvariantCulture),
        latency.P95Ms.ToString("0.0", CultureInfo.InvariantCulture),
        latency.P99Ms.ToString("0.0", CultureInfo.InvariantCulture),
    ];
}
