using Perception.Benchmarks;
using Spectre.Console;

namespace Perception.Tests.Benchmarks;

public sealed class WireTableTests
{
    private static readonly WireComparison Large = new(12345.6, 12345.6, 10.25, 123456, 123456, 10.25);

    private static readonly WireResult Result = new()
    {
        PayloadBytes = 2711, Rounds = 5, InProcess = Large, InProcessPrepared = Large, InProcessClient = Large, Python = Large, PythonPrepared = Large, StalledSubscriber = Large,
    };

    [Fact]
    public void Of_LargeFigures_FoldsNoCellWithin80Columns()
    {
        string[] lines = Shown(Result);

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal(6, lines.Count(line => line.Split('│') is { Length: 8 } cells && cells.All(cell => cell.Trim().Length > 0) && line.Contains("123456", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_NoPython_LeavesItOutAndSaysSo()
    {
        string[] lines = Shown(Result with { Python = null, PythonPrepared = null });

        Assert.DoesNotContain(lines, line => line.Contains("│ alone", StringComparison.Ordinal) && line.Contains("pyzmq", StringComparison.Ordinal));
        Assert.Contains("Python was left out", lines[^1], StringComparison.Ordinal);
    }

    private static string[] Shown(WireResult result)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 80;
        console.Write(WireTable.Of(result));
        console.WriteLine(WireTable.Legend(result));
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
