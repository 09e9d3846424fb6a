namespace Perception.Commands;

/// <summary>A command cannot do what was asked; the message is the one sentence that the user reads.</summary>
public sealed class CommandException : Exception
{
    public CommandException(string message)
        : base(message)
    {
    }
}
