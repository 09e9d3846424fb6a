using System.CommandLine;
using Evaluation.Range;
using Evaluation.Reports;

namespace Perception.Commands;

/// <summary><c>perceive evaluate range</c>: monocular range against KITTI's 3D labels, and whether the stated variance is honest.</summary>
public static class EvaluateRangeCommand
{
    public static Command Create()
    {
        Option<string> truth = new("--ground-truth") { Description = "KITTI's tracking folder (label_02, calib, poses).", Required = true };
        Option<string> detections = new("--detections")
        {
            Description = "The folder of detections below it; label_02 takes the truth's own boxes; several, with commas between, are fused.",
            DefaultValueFactory = _ => "label_02",
        };
        Option<string> className = new("--class") { Description = "What to score.", DefaultValueFactory = _ => "car" };
        className.AcceptOnlyFromAmong("car", "pedestrian");
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Command command = new("range", "Score the tracker's range and its stated uncertainty by distance.") { truth, detections, className, json };
        command.SetAction(parsed => EvaluationErrors.Relay(() =>
        {
            string scored = parsed.GetValue(className)!;
            List<RangeBand> bands = RangeEvaluation.Kitti(parsed.GetValue(truth)!, parsed.GetValue(detections)!.Split(','), scored);
            parsed.InvocationConfiguration.Output.WriteLine(
                parsed.GetValue(json) ? RangeReportText.Json(scored, bands) : RangeReportText.Table(scored, bands));
        }));
        return command;
    }
}
