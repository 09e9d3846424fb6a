using System.CommandLine;
using Evaluation;
using Evaluation.Range;
using Evaluation.Reports;
using Sensors.Sources;

namespace Perception.Commands;

/// <summary><c>perceive evaluate range</c>: monocular range against KITTI's 3D labels or a simulated drive, and whether the stated variance is honest.</summary>
public static class EvaluateRangeCommand
{
    public static Command Create()
    {
        Option<string> truth = new("--ground-truth") { Description = "KITTI's tracking folder (label_02, calib, poses_orbslam3), or a drive's folder with truth of perceive simulate.", Required = true };
        Option<string?> detections = new("--detections")
        {
            Description = "KITTI: the folder of detections below it (usually label_02, the truth's own boxes); several, with commas between, are fused. "
                + "A drive: truth (usual), the true visible boxes with their classes, or coarse, with the shipped network's classes.",
        };
        Option<string> className = new("--class") { Description = "What to score.", DefaultValueFactory = _ => "car" };
        className.AcceptOnlyFromAmong("car", "pedestrian", "cyclist");
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Command command = new("range", "Score the tracker's range and its stated uncertainty by distance.") { truth, detections, className, json };
        command.SetAction(parsed => EvaluationErrors.Relay(() =>
        {
            string scored = parsed.GetValue(className)!;
            List<RangeBand> bands = Score(parsed.GetValue(truth)!, parsed.GetValue(detections), scored);
            parsed.InvocationConfiguration.Output.WriteLine(
                parsed.GetValue(json) ? RangeReportText.Json(scored, bands) : RangeReportText.Table(scored, bands));
        }));
        return command;
    }

    private static List<RangeBand> Score(string truth, string? detections, string className)
    {
        if (!File.Exists(Path.Combine(truth, DriveManifest.FileName)))
        {
            return RangeEvaluation.Kitti(truth, (detections ?? "label_02").Split(','), className);
        }

        return detections switch
        {
            null or "truth" => RangeEvaluation.Drive(truth, isCoarse: false, className),
            "coarse" => RangeEvaluation.Drive(truth, isCoarse: true, className),
            _ => throw new EvaluationException($"--detections: expected truth or coarse for the drive {truth}, found {detections}."),
        };
    }
}
