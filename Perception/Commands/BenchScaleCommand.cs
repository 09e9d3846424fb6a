using System.CommandLine;
using System.Globalization;
using Perception.Benchmarks;
using Perception.Pipeline;
using Perception.Service;
using Sensors.Sources;
using Spectre.Console;

namespace Perception.Commands;

/// <summary><c>perceive bench scale</c>: what more cameras come to.</summary>
internal static class BenchScaleCommand
{
    public static Command Create()
    {
        Argument<string?> drive = new("DRIVE") { Description = "A recorded drive, played in a loop by every camera; without it the default drive", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> models = SharedOptions.Models();
        Option<string?> detector = SharedOptions.Detector();
        Option<string?> lanes = SharedOptions.Lanes();
        Option<int[]> cameras = new("--cameras") { Description = "Numbers of cameras", DefaultValueFactory = _ => [1, 2, 4, 8], AllowMultipleArgumentsPerToken = true, HelpName = "N…" };
        Option<bool> rig = new("--rig") { Description = "Several cameras are one rig with one world an instant, instead of a source each" };
        Option<double> seconds = new("--seconds") { Description = "How long each number is measured", DefaultValueFactory = _ => new ScaleRequest { OpenDrive = null!, LoadNetworks = null! }.Duration.TotalSeconds };
        Option<FileInfo?> picture = new("--picture") { Description = "Draw the curves", HelpName = "FILE.png" };
        Option<bool> json = new("--json") { Description = "Print the result as JSON" };
        Command command = new("scale", "More and more cameras at the drive's rate: frames, latency, losses, memory.") { drive, models, detector, lanes, cameras, rig, seconds, picture, json };
        command.SetAction(async (parsed, stop) =>
        {
            string path = parsed.GetValue(drive) ?? DefaultDrive.Find();
            NetworkChoice choice = new() { Models = parsed.GetValue(models), Detector = parsed.GetValue(detector), Lanes = parsed.GetValue(lanes) };
            ScaleRequest request = new()
            {
                OpenDrive = () => DriveOpener.Open(path, new DriveOpenOptions()),
                LoadNetworks = cores => SharedOptions.LoadNetworks(choice, forThroughput: false, cores, out _),
                Cameras = parsed.GetValue(cameras)!,
                IsRig = parsed.GetValue(rig),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            };
            ScaleResult result = await RunAsync(request, stop);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(result.ToJson());
            }
            else
            {
                Show(result);
            }

            if (parsed.GetValue(picture) is { } file)
            {
                ScalePlot.Save(file.FullName, result);
            }
        });
        return command;
    }

    private static async Task<ScaleResult> RunAsync(ScaleRequest request, CancellationToken stop)
    {
        if (request.Cameras.Count == 0 || request.Cameras.Any(count => count is < 1 or > 64))
        {
            throw new CommandException($"--cameras: expected numbers from 1 to 64, found {string.Join(", ", request.Cameras)}");
        }

        CameraScaleBenchmark benchmark = new(request, TimeProvider.System);
        TimeSpan period = benchmark.FramePeriod();
        List<CameraScalePoint> points = [];
        foreach (int count in request.Cameras)
        {
            points.Add(await benchmark.MeasureAsync(count, period, stop));
        }

        return new ScaleResult { FramePeriodMs = period.TotalMilliseconds, Cameras = points };
    }

    private static void Show(ScaleResult result)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        Table table = new() { Border = TableBorder.Minimal };
        table.AddColumns("cameras", "frames/s in", "frames/s out", "worlds/s", "p50 ms", "p99 ms", "p99 periods", "dropped", "fair share", "busy cores", "bytes/frame", "RSS MB");
        foreach (CameraScalePoint point in result.Cameras)
        {
            table.AddRow(
                point.Cameras.ToString(plain), point.FramesInPerSecond.ToString("0.0", plain), point.FramesOutPerSecond.ToString("0.0", plain),
                point.WorldsPerSecond.ToString("0.0", plain), point.P50Ms.ToString("0.0", plain), point.P99Ms.ToString("0.0", plain),
                point.P99Periods.ToString("0.00", plain), string.Join(", ", point.Drops.Select(drop => $"{drop.Value} {drop.Key}").DefaultIfEmpty("none")),
                string.Create(plain, $"{point.LeastShare:0.00}–{point.MostShare:0.00}"), point.BusyCores.ToString("0.00", plain),
                point.AllocatedBytesPerFrame.ToString("0", plain), point.RssMb.ToString("0", plain));
        }

        AnsiConsole.Write(table);
        if (result.Cameras.FirstOrDefault(point => point.Unaccounted != 0) is { } lost)
        {
            throw new CommandException(string.Create(plain, $"{lost.Cameras} cameras: {lost.Unaccounted} frames came in and neither came out nor were counted as lost"));
        }
    }
}
