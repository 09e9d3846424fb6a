using Spectre.Console;

namespace Perception.Commands;

/// <summary>Tables on the console: as wide as a terminal is, and of one line a row in a file or a pipe.</summary>
public static class ConsoleTable
{
    /// <summary>Columns where there is no terminal: more than any row has.</summary>
    private const int Unlimited = short.MaxValue;

    /// <summary>Writes a table to standard output.</summary>
    public static void Write(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = Unlimited;
        }

        AnsiConsole.Write(table);
    }
}
