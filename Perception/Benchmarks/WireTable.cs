using System.Globalization;
using Spectre.Console;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench wire</c> shows, within 80 columns.</summary>
public static class WireTable
{
    private const string Alone = "alone";
    private const string Bytes = "bytes";

    /// <summary>A row a comparison; those that Python was missing for are left out.</summary>
    public static Table Of(WireResult result)
    {
        Table table = new() { Border = TableBorder.Minimal };
        table.AddColumns("to", "against", "µs", "its µs", "ratio", "a second", "its", "ratio");
        Row("NetMQ", Alone, result.InProcess);
        Row("NetMQ", Bytes, result.InProcessPrepared);
        Row("C# client", Alone, result.InProcessClient);
        Row("pyzmq", Alone, result.Python);
        Row("pyzmq", Bytes, result.PythonPrepared);
        Row("beside", "without", result.StalledSubscriber);
        return table;

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

    /// <summary>What the table's words stand for.</summary>
    public static string Legend(WireResult result) =>
        $"""
        world, {result.PayloadBytes} bytes: latency, then messages a second with the ratio of their times
        alone:  against MessagePack and NetMQ alone, to NetMQ where that reads here
        bytes:  against NetMQ that sends bytes that are there
        beside: to NetMQ, beside a subscriber that never reads, against without it
        """ + (result.Python is null ? "\nPython was left out: expected /usr/bin/python3 with pyzmq, found not both." : string.Empty);
}
