using System.CommandLine;
using System.Globalization;
using Perception.Benchmarks;
using Perception.Service;
using Sensors.Sources;
using Spectre.Console;

namespace Perception.Commands;

/// <summary><c>perceive bench</c>, and of it <c>pipeline</c>: the whole pipeline against its bare networks.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure the service on this machine.")
    {
        CreatePipeline(), BenchScaleCommand.Create(), BenchWireCommand.Create(), BenchStartCommand.Create(), BenchSoakCommand.Create(), BenchAudienceCommand.Create(),
        BenchPacingCommand.Create(),
    };

    private static Command CreatePipeline()
    {
        Argument<string?> drive = new("DRIVE") { Description = "A recorded drive; without it the default drive", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> models = SharedOptions.Models();
        Option<string?> detector = SharedOptions.Detector();
        Option<string?> lanes = SharedOptions.Lanes();
        Option<int> rounds = new("--rounds") { Description = "How often everything is measured", DefaultValueFactory = _ => 3, HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print the result as JSON" };
        Command command = new("pipeline", "Bare networks back to back and side by side, and the whole pipeline with a subscriber, in one run.")
        {
            drive, models, detector, lanes, rounds, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            string path = parsed.GetValue(drive) ?? DefaultDrive.Find();
            NetworkChoice choice = new() { Models = parsed.GetValue(models), Detector = parsed.GetValue(detector), Lanes = parsed.GetValue(lanes) };
            PipelineBenchmarkRequest request = new()
            {
                OpenDrive = () => DriveOpener.Open(path, new DriveOpenOptions()),
                LoadNetworks = threads => SharedOptions.LoadNetworks(choice, _ => threads),
                Rounds = parsed.GetValue(rounds),
            };
            PipelineBenchmarkResult result = await new PipelineBenchmark(request, TimeProvider.System).RunAsync(stop);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(result.ToJson());
            }
            else
            {
                Show(result);
            }
        });
        return command;
    }

    private static void Show(PipelineBenchmarkResult result)
    {
        Table table = new() { Border = TableBorder.Minimal };
        table.AddColumns("measure", "value");
        Row("bare networks back to back, 2 threads", $"{result.BareSequentialFps:0.0} frames/s");
        Row("bare networks side by side, 1 thread each", $"{result.BareBestFps:0.0} frames/s");
        Row("limit of the work on all cores", $"{result.WorkLimitFps:0.0} frames/s");
        Row("whole pipeline with one subscriber", $"{result.PipelineFps:0.0} frames/s");
        Row("ratio to back to back", $"{result.RatioToSequential:0.00}");
        Row("ratio to side by side", $"{result.RatioToBest:0.00}");
        Row("ratio to the limit of the work", $"{result.RatioToWorkLimit:0.00}");
        Row("processor time a frame, every stage alone", $"{result.WorkMsPerFrame.Values.Sum():0.00} ms ({string.Join(", ", result.WorkMsPerFrame.Where(stage => stage.Value > 0).Select(stage => FormattableString.Invariant($"{stage.Key} {stage.Value:0.00}")))})");
        Row("processor time a frame, whole pipeline", $"{result.PipelineCpuMsPerFrame:0.00} ms, its subscriber {result.SubscriberCpuMsPerFrame:0.00} ms");
        Row("managed heap", $"{result.AllocatedBytesPerFrame:0.0} bytes/frame from capture to publish; {result.AllocatedBytesPerFrameWithSubscriber:0.0} with the socket's sending to a subscriber");
        Row("capture to publish at the drive's rate", $"p50 {result.P50Ms:0.0} ms, p99 {result.P99Ms:0.0} ms, longest {result.MaxMs:0.0} ms, {result.CameraRateDrops} dropped");
        Row("resident memory", $"{result.RssMb:0} MB");
        ConsoleTable.Write(table);

        void Row(string name, FormattableString value) => table.AddRow(name, value.ToString(CultureInfo.InvariantCulture));
    }
}
