using System.CommandLine;
using System.Globalization;
using Perception.Benchmarks;
using Perception.Recording;
using Perception.Service;
using Sensors.Sources;
using Spectre.Console;

namespace Perception.Commands;

/// <summary><c>perceive bench scale</c>: what more cameras and more subscribers come to.</summary>
internal static class BenchScaleCommand
{
    public static Command Create()
    {
        Argument<string?> drive = new("DRIVE") { Description = "A recorded drive, played in a loop by every camera; without it the default drive", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> models = SharedOptions.Models();
        Option<string?> detector = SharedOptions.Detector();
        Option<string?> lanes = SharedOptions.Lanes();
        Option<int[]> cameras = new("--cameras") { Description = "Numbers of cameras; 0 leaves the sweep out", DefaultValueFactory = _ => [1, 2, 4, 8], AllowMultipleArgumentsPerToken = true, HelpName = "N…" };
        Option<int[]> subscribers = new("--subscribers") { Description = "Numbers of subscribers; 0 leaves the sweep out", DefaultValueFactory = _ => [1, 4, 16, 64], AllowMultipleArgumentsPerToken = true, HelpName = "N…" };
        Option<bool> rig = new("--rig") { Description = "Several cameras are one rig with one world an instant, instead of a source each" };
        Option<double> seconds = new("--seconds") { Description = "How long each number is measured", DefaultValueFactory = _ => new ScaleRequest { OpenDrive = null!, LoadNetworks = null! }.Duration.TotalSeconds };
        Option<FileInfo?> picture = new("--picture") { Description = "Draw the curves", HelpName = "FILE.png" };
        Option<bool> json = new("--json") { Description = "Print the result as JSON" };
        Command command = new("scale", "More and more cameras, then subscribers, at the drive's rate: frames, latency, losses, memory.") { drive, models, detector, lanes, cameras, subscribers, rig, seconds, picture, json };
        command.SetAction(async (parsed, stop) =>
        {
            if (parsed.GetValue(picture) is { } drawn)
            {
                RecordingFile.Require(drawn.FullName);
            }

            string path = parsed.GetValue(drive) ?? DefaultDrive.Find();
            NetworkChoice choice = new() { Models = parsed.GetValue(models), Detector = parsed.GetValue(detector), Lanes = parsed.GetValue(lanes) };
            ScaleRequest request = new()
            {
                OpenDrive = () => DriveOpener.Open(path, new DriveOpenOptions()),
                LoadNetworks = cores => SharedOptions.LoadNetworks(choice, forThroughput: false, cores, out _),
                Cameras = [.. parsed.GetValue(cameras)!.Where(count => count != 0)],
                Subscribers = [.. parsed.GetValue(subscribers)!.Where(count => count != 0)],
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
        Check("--cameras", request.Cameras, 64);
        Check("--subscribers", request.Subscribers, 1000);

        CameraScaleBenchmark benchmark = new(request, TimeProvider.System);
        TimeSpan period = benchmark.FramePeriod();
        List<CameraScalePoint> points = [];
        foreach (int count in request.Cameras)
        {
            points.Add(await benchmark.MeasureAsync(count, period, stop));
        }

        SubscriberScaleBenchmark audience = new(request.OpenDrive, request.LoadNetworks, request.Duration, TimeProvider.System);
        List<SubscriberScalePoint> audiences = [];

        // The first is measured twice: the first time compiles the code, which would count as its cost.
        foreach (int first in request.Subscribers.Take(1))
        {
            await audience.MeasureAsync(first, stop);
        }

        foreach (int count in request.Subscribers)
        {
            audiences.Add(await audience.MeasureAsync(count, stop));
        }

        return new ScaleResult { FramePeriodMs = period.TotalMilliseconds, Cameras = points, Subscribers = new SubscriberScale(audiences) };
    }

    private static void Check(string option, IReadOnlyList<int> counts, int most)
    {
        if (counts.Any(count => count < 1 || count > most))
        {
            throw new CommandException($"{option}: expected numbers from 1 to {most}, found {string.Join(", ", counts)}");
        }
    }

    private static void Show(SubscriberScale scale)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        Table table = new() { Border = TableBorder.Minimal };
        table.AddColumns("subscribers", "frames/s", "p50 ms", "p99 ms", "processor ms/frame", "publish ms", "dropped", "bytes/frame", "RSS MB");
        foreach (SubscriberScalePoint point in scale.Points)
        {
            table.AddRow(
                point.Subscribers.ToString(plain), point.FramesPerSecond.ToString("0.0", plain), point.P50Ms.ToString("0.0", plain), point.P99Ms.ToString("0.0", plain),
                point.CpuMsPerFrame.ToString("0.00", plain), point.PublishMs.ToString("0.000", plain), point.Drops.ToString(plain),
                point.AllocatedBytesPerFrame.ToString("0", plain), point.RssMb.ToString("0", plain));
        }

        ConsoleTable.Write(table);
        Console.WriteLine(string.Create(plain, $"each further subscriber costs {scale.CostMsPerSubscriber * 1000:0.0} µs of processor time a frame, {scale.CostShare:P2} of a frame's"));
    }

    private static void Show(ScaleResult result)
    {
        if (result.Subscribers.Points.Count > 0)
        {
            Show(result.Subscribers);
        }

        if (result.Cameras.Count == 0)
        {
            return;
        }

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

        ConsoleTable.Write(table);
        if (result.Cameras.FirstOrDefault(point => point.Unaccounted != 0) is { } lost)
        {
            throw new CommandException(string.Create(plain, $"{lost.Cameras} cameras: {lost.Unaccounted} frames came in and neither came out nor were counted as lost"));
        }
    }
}
