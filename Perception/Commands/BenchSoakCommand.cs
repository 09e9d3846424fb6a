using System.CommandLine;
using System.Globalization;
using Perception.Benchmarks;
using Perception.Pipeline;
using Perception.Recording;
using Perception.Service;
using Sensors.Sources;

namespace Perception.Commands;

/// <summary><c>perceive bench soak</c>: the whole service for a long time, and what its memory does.</summary>
internal static class BenchSoakCommand
{
    public static Command Create()
    {
        Argument<string?> drive = new("DRIVE") { Description = "A recorded drive, played over and over; without it the default drive", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> models = SharedOptions.Models();
        Option<string?> detector = SharedOptions.Detector();
        Option<string?> lanes = SharedOptions.Lanes();
        Option<double> minutes = new("--minutes") { Description = "How long", DefaultValueFactory = _ => 60, HelpName = "N" };
        Option<double> interval = new("--interval") { Description = "Seconds between two samples", DefaultValueFactory = _ => 10, HelpName = "SECONDS" };
        Option<string> pace = new("--pace") { Description = "realtime, max or a factor such as 0.5", DefaultValueFactory = _ => "realtime", HelpName = "realtime|max|FACTOR" };
        Option<int> subscribers = new("--subscribers") { Description = "Subscribers, each in a process of its own", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<string?> chart = new("--chart") { Description = "Draw memory over time", HelpName = "OUT.png" };
        Option<bool> json = new("--json") { Description = "Print the result, samples included, as JSON" };
        Command command = new("soak", "Run the whole service for a long time; print what its memory does, what it allocates and drops. SIGINT ends it early.")
        {
            drive, models, detector, lanes, minutes, interval, pace, subscribers, chart, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(chart) is { } drawn)
            {
                RecordingFile.Require(drawn);
            }

            string path = parsed.GetValue(drive) ?? DefaultDrive.Find();
            Pace chosen = Pace.TryParse(parsed.GetValue(pace)!, out Pace read)
                ? read
                : throw new CommandException($"--pace: expected realtime, max or a positive factor, found '{parsed.GetValue(pace)}'");
            NetworkChoice choice = new() { Models = parsed.GetValue(models), Detector = parsed.GetValue(detector), Lanes = parsed.GetValue(lanes) };
            SoakRequest request = new()
            {
                OpenDrive = () => new LoopingSource(DriveOpener.Open(path, new DriveOpenOptions())),
                LoadNetworks = () => (SharedOptions.LoadNetworks(choice, chosen.IsMax, Environment.ProcessorCount, out ThreadBudget budget), budget),
                Pace = chosen,
                Duration = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                Interval = TimeSpan.FromSeconds(parsed.GetValue(interval)),
                Subscribers = parsed.GetValue(subscribers),
            };
            using StopSignal stop = new();
            SoakResult result = await new SoakBenchmark(request, TimeProvider.System).RunAsync(stop.Token);
            if (parsed.GetValue(chart) is { } png)
            {
                SoakChart.Write(result, png);
            }

            Console.WriteLine(parsed.GetValue(json) ? result.ToJson() : Sentence(result));
        });
        return command;
    }

    private static string Sentence(SoakResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {result.Minutes:0.0} minutes, {result.FramesPublished} frames published, {result.FramesPerSecond:0.00} a second; dropped: {Drops(result)}
        capture to publish p50 {result.P50Ms:0.0} ms, p99 {result.P99Ms:0.0} ms, longest {result.MaxMs:0.0} ms
        resident memory {result.RssMbFirst:0.0} MB after the warm-up, {result.RssMbLast:0.0} MB at the end, slope {result.RssSlopeMbPerHour:+0.00;-0.00;0.00} MB/h
        managed heap {result.AllocatedBytesPerFrame:0.0} bytes/frame, hello and health included; {result.Collections} collections
        """);

    private static string Drops(SoakResult result) =>
        result.FramesDropped.Count == 0 ? "none" : string.Join(", ", result.FramesDropped.Select(drop => $"{drop.Value} {drop.Key}"));
}
