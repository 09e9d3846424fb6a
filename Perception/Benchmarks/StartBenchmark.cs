using System.Diagnostics;
using System.Text.Json;
using Perception.Service;

namespace Perception.Benchmarks;

/// <summary>Starts the service again and again, each time as a new process, and asks how long it took to its first message.</summary>
internal sealed class StartBenchmark
{
    /// <summary>Enough for a message; the drive's others would only take time.</summary>
    private const string Frames = "0..4";

    private readonly IReadOnlyList<string> _replay;
    private readonly int _starts;

    /// <param name="replay">Drive and networks, as <c>perceive replay</c> takes them.</param>
    /// <param name="starts">How many processes are measured; one more goes before them.</param>
    public StartBenchmark(IReadOnlyList<string> replay, int starts)
    {
        _replay = replay;
        _starts = starts;
    }

    public async Task<StartResult> RunAsync(CancellationToken stop)
    {
        List<StartCost> costs = [];

        // The first one brings the files into the system's memory.
        for (int start = -1; start < _starts; start++)
        {
            StartCost cost = await StartAsync(stop);
            if (start >= 0)
            {
                costs.Add(cost);
            }
        }

        return StartResult.Of(costs);
    }

    private async Task<StartCost> StartAsync(CancellationToken stop)
    {
        string summary = Path.GetTempFileName();
        try
        {
            (string program, string[] first) = OwnProgram.Start;
            string[] arguments =
            [
                .. first, "replay", .. _replay, "--frames", Frames, "--pace", "max", "--publish", "tcp://127.0.0.1:0", "--summary", summary,
            ];
            ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(stop);
            string errors = await process.StandardError.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            await output;
            if (process.ExitCode != 0)
            {
                throw new IOException($"perceive replay: expected it to end well, found exit code {process.ExitCode}: {errors.Trim()}");
            }

            using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(summary, stop));
            return json.RootElement.GetProperty("start").Deserialize(RunSummaryJson.Default.StartCost)!;
        }
        finally
        {
            File.Delete(summary);
        }
    }
}
