using System.CommandLine;
using Perception.Benchmarks;
using Perception.Pipeline;
using Perception.Service;
using Sensors.Sources;

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
                ConsoleTable.Write(WireTable.Of(result));
                Console.WriteLine(WireTable.Legend(result));
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
}
