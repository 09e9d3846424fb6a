using System.CommandLine;

namespace Perception.Commands;

/// <summary>What the user of a command line that cannot be parsed is told.</summary>
public static class ParseFailure
{
    /// <param name="parsed">Has errors.</param>
    /// <returns>The first thing to mend, as one sentence.</returns>
    public static string Sentence(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string? stray = parsed.UnmatchedTokens is [string first, ..] ? first : null;
        bool isOfCommands = command.Subcommands.Count > 0 && (stray is null ? command.Action is null : !stray.StartsWith('-'));
        return isOfCommands
            ? $"expected a command of {string.Join(", ", command.Subcommands.Select(below => below.Name))}, found {stray ?? "none"}"
            : parsed.Errors[0].Message.ReplaceLineEndings(" ");
    }
}
