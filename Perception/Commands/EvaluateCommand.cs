using System.CommandLine;

namespace Perception.Commands;

/// <summary><c>perceive evaluate …</c>: the yardsticks.</summary>
public static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Score networks and results against truth, and compare runs.")
    {
        EvaluateTrackingCommand.Create(),
        EvaluateRangeCommand.Create(),
        EvaluateRadarCommand.Create(),
        EvaluateMotionCommand.Create(),
        EvaluateDetectionCommand.Create(),
        EvaluateDrivableCommand.Create(),
        EvaluateLanesCommand.Create(),
        EvaluateCompareCommand.Create(),
    };
}
