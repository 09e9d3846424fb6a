using Evaluation;

namespace Perception.Commands;

/// <summary>Hands the evaluation's faults on as the command line's own.</summary>
internal static class EvaluationErrors
{
    /// <inheritdoc cref="Relay(Func{int})"/>
    public static int Relay(Action action) => Relay(() =>
    {
        action();
        return 0;
    });

    /// <summary>Runs an action whose result is the exit code.</summary>
    /// <exception cref="CommandException">The evaluation failed; the message is its sentence.</exception>
    public static int Relay(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (EvaluationException fault)
        {
            throw new CommandException(fault.Message);
        }
    }
}
