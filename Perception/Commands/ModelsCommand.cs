using System.CommandLine;

namespace Perception.Commands;

/// <summary><c>perceive models</c>: what networks there are, whether they are right, and what they cost.</summary>
public static class ModelsCommand
{
    /// <param name="time">The clock that durations are measured with.</param>
    public static Command Create(TimeProvider time) => new("models", "Networks: list, show, verify, fetch, bench.")
    {
        ModelsListCommand.Create(),
        ModelsShowCommand.Create(),
        ModelsVerifyCommand.Create(),
        ModelsFetchCommand.Create(),
        ModelsBenchCommand.Create(time),
    };

    /// <summary>The option that every one of them takes.</summary>
    internal static Option<string[]> FoldersOption() => new("--models")
    {
        Description = "A folder with networks, beside the user's and the project's own; may be given several times.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };
}
