using System.CommandLine;
using Evaluation;
using Sensors.Calibration;

namespace Perception.Commands;

/// <summary>Turns the evaluation's faults into one sentence and an exit code.</summary>
internal static class EvaluationErrors
{
    private const int Failed = 1;

    public static int Print(ParseResult parsed, Action action) => Print(parsed, () =>
    {
        action();
        return 0;
    });

    public static int Print(ParseResult parsed, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception fault) when (fault is EvaluationException or CalibrationException or IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(fault.Message);
            return Failed;
        }
    }
}
