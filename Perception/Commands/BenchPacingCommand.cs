using System.CommandLine;
using System.Globalization;
using Perception.Benchmarks;
using Perception.Pipeline;
using Perception.Service;
using Sensors.Sources;

namespace Perception.Commands;

/// <summary><c>perceive bench pacing</c>: how well a replay at the pace of its recording keeps the distances between frames.</summary>
internal static class BenchPacingCommand
{
    public static Command Create()
    {
        Argument<string?> drive = new("DRIVE") { Description = "A recorded drive; without it the default drive", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> models = SharedOptions.Models();
        Command command = new("pacing", "By how much the distances between released frames differ from those between captured ones, at --pace realtime.") { drive, models };
        command.SetAction(async (parsed, stop) =>
        {
            TimeProvider time = TimeProvider.System;
            using IFrameSource source = DriveOpener.Open(parsed.GetValue(drive) ?? DefaultDrive.Find(), new DriveOpenOptions());
            using NetworkSet networks = SharedOptions.LoadNetworks(new NetworkChoice { Models = parsed.GetValue(models) }, forThroughput: false, Environment.ProcessorCount, out ThreadBudget budget);
            using PacingMeter meter = new(time);
            PipelineOptions options = PipelineOptions.For(budget) with
            {
                Pace = Pace.Realtime,
                CapturePolicy = DeliveryPolicy.Latest,
            };
            using PerceptionPipeline pipeline = new(source, networks, publisher: null, [meter], options, time);
            await pipeline.RunAsync(stop);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{meter.Count} distances: error p50 {meter.ErrorMs(0.5):0.000} ms, p99 {meter.ErrorMs(0.99):0.000} ms, max {meter.ErrorMs(1):0.000} ms; {pipeline.Monitor.Drops.Total} frames dropped"));
        });
        return command;
    }
}
