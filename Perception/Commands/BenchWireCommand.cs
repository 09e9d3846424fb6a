using System.CommandLine;
using System.Globalization;
using Perception.Benchmarks;
using Perception.Pipeline;
using Perception.Service;
using Sensors.Sources;
using Spectre.Console;

namespace Perception.Commands;

/// <summary><c>perceive bench wire</c>: the way of a message to subscribers against bare NetMQ.</summary>
internal static class BenchWireCommand
{
    public static Command Create()
    {
        Argument<string?> drive = new("DRIVE") { Description = "The drive whose largest message is sent; without it the default drive", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> models = SharedOptions.Models();
        Option<int> rounds = new("--rounds") { Description = "How often everything is measured", DefaultValueFactory = _ => 5, HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print the result as JSON" };
        Command command = new("wire", "Publish-to-receive latency and rate of world against bare NetMQ with the same payload, in process and to Python; and beside a subscriber that never reads.")
        {
            drive, models, rounds, json,
        };
        command.SetAction(async (parsed, stop) =>
        {
            byte[] payload = await LargestPayloadAsync(parsed.GetValue(drive) ?? DefaultDrive.Find(), parsed.GetValue(models), stop);
            WireResult result = new WireBenchmark(payload, parsed.GetValue(rounds), TimeProvider.System).Run(stop);
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

    /// <summary>The payload of the fullest frame of a drive, as it is published.</summary>
    private static async Task<byte[]> LargestPayloadAsync(string drive, string? models, CancellationToken stop)
    {
        using IFrameSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        using NetworkSet networks = SharedOptions.LoadNetworks(new NetworkChoice { Models = models }, forThroughput: true, Environment.ProcessorCount, out ThreadBudget budget);
        using WireSample sample = new();
        PipelineOptions options = PipelineOptions.For(budget);
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [sample], options, TimeProvider.System);
        await pipeline.RunAsync(stop);
        return sample.Payload.Length > 0 ? sample.Payload : throw new CommandException($"{drive}: expected a frame to publish, found none");
    }

    private static void Show(WireResult result)
    {
        Table table = new() { Border = TableBorder.Minimal };
        table.AddColumns($"world, {result.PayloadBytes} bytes", "yardstick", "µs", "its µs", "ratio", "messages/s", "its messages/s", "time ratio");
        Row("to NetMQ", "MessagePack and NetMQ alone", result.InProcess);
        Row("to NetMQ", "NetMQ, bytes that are there", result.InProcessPrepared);
        Row("to the C# client", "MessagePack and NetMQ alone, to NetMQ", result.InProcessClient);
        Row("to pyzmq", "MessagePack and NetMQ alone", result.Python);
        Row("to pyzmq", "NetMQ, bytes that are there", result.PythonPrepared);
        Row("to NetMQ, beside one that never reads", "without that one", result.StalledSubscriber);
        AnsiConsole.Write(table);
        if (result.Python is null)
        {
            Console.WriteLine("Python was left out: /usr/bin/python3 with pyzmq was expected, found neither or one without the other.");
        }

        void Row(string way, string yardstick, WireComparison? comparison)
        {
            if (comparison is not null)
            {
                CultureInfo plain = CultureInfo.InvariantCulture;
                table.AddRow(
                    way, yardstick, comparison.LatencyMicroseconds.ToString("0.0", plain), comparison.YardstickLatencyMicroseconds.ToString("0.0", plain),
                    comparison.LatencyRatio.ToString("0.00", plain), comparison.MessagesPerSecond.ToString("0", plain),
                    comparison.YardstickMessagesPerSecond.ToString("0", plain), comparison.TimeRatio.ToString("0.00", plain));
            }
        }
    }
}
