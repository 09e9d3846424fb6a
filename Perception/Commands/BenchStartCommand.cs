using System.CommandLine;
using System.Globalization;
using Perception.Benchmarks;
using Perception.Service;

namespace Perception.Commands;

/// <summary><c>perceive bench start</c>: from a process's start to its first message.</summary>
internal static class BenchStartCommand
{
    public static Command Create()
    {
        Argument<string?> drive = new("DRIVE") { Description = "A recorded drive; without it the default drive", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> models = SharedOptions.Models();
        Option<string?> detector = SharedOptions.Detector();
        Option<string?> lanes = SharedOptions.Lanes();
        Option<int> starts = new("--starts") { Description = "How many processes are started, one after the other", DefaultValueFactory = _ => 9, HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print the result as JSON" };
        Command command = new("start", "Time from a new process to its first message, against loading its networks.") { drive, models, detector, lanes, starts, json };
        command.SetAction(async (parsed, stop) =>
        {
            List<string> replay = [parsed.GetValue(drive) ?? DefaultDrive.Find()];
            foreach (Option<string?> option in new[] { models, detector, lanes })
            {
                if (parsed.GetValue(option) is { } value)
                {
                    replay.AddRange([option.Name, value]);
                }
            }

            StartResult result = await new StartBenchmark(replay, parsed.GetValue(starts)).RunAsync(stop);
            Console.WriteLine(parsed.GetValue(json) ? result.ToJson() : string.Create(
                CultureInfo.InvariantCulture,
                $"first message {result.FirstMessageMs:0} ms after the start of the process (median of {result.Starts}), {result.RatioToLoading:0.00} × the {result.LoadMs:0} ms of loading its networks; their first runs {result.WarmUpMs:0} ms"));
        });
        return command;
    }
}
