using System.CommandLine;
using Evaluation;
using Evaluation.Reports;
using Evaluation.Tracking;
using Evaluation.Tracking3D;

namespace Perception.Commands;

/// <summary><c>perceive evaluate tracking</c>: HOTA, CLEAR and identity metrics by the data sets' rules.</summary>
public static class EvaluateTrackingCommand
{
    public static Command Create()
    {
        Option<string> format = new("--format") { Description = "The data set's format and rules; kitti3d scores 3D boxes as AB3DMOT does.", Required = true };
        format.AcceptOnlyFromAmong("kitti", "mot", "kitti3d");
        Option<string> truth = new("--ground-truth") { Description = "The folder of truth files.", Required = true };
        Option<string> results = new("--results") { Description = "The folder of result files.", Required = true };
        Option<string[]> classes = new("--class") { Description = "What to score: car, pedestrian, cyclist (KITTI).", AllowMultipleArgumentsPerToken = true };
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Option<string?> report = new("--report") { Description = "Write an HTML report with curves and the worst moments." };
        Command command = new("tracking", "Score tracking results against truth.") { format, truth, results, classes, json, report };
        command.SetAction(parsed => EvaluationErrors.Relay(() =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            string form = parsed.GetValue(format)!;
            string[] asked = parsed.GetValue(classes) ?? [];
            if (form == "kitti3d")
            {
                if (parsed.GetValue(report) is not null)
                {
                    throw new EvaluationException("--report: expected --format kitti or mot, found kitti3d, which has a table and --json.");
                }

                List<Kitti3DReport> metric = [.. (asked.Length > 0 ? asked : ["car", "pedestrian", "cyclist"])
                    .SelectMany(name => Kitti3DEvaluation.Score(parsed.GetValue(truth)!, parsed.GetValue(results)!, name))];
                output.WriteLine(parsed.GetValue(json) ? Kitti3DReportText.Json(metric) : Kitti3DReportText.Table(metric));
                return;
            }

            string[] scored = asked.Length > 0 ? asked : form == "kitti" ? ["car", "pedestrian"] : ["pedestrian"];
            List<TrackingReport> reports = [.. scored.Select(name => Score(form, parsed.GetValue(truth)!, parsed.GetValue(results)!, name))];
            output.WriteLine(parsed.GetValue(json) ? TrackingReportText.Json(reports) : TrackingReportText.Table(reports));
            if (parsed.GetValue(report) is { } path)
            {
                TrackingReportHtml.Write(path, reports);
            }
        }));
        return command;
    }

    private static TrackingReport Score(string format, string truth, string results, string className) => format switch
    {
        "kitti" => TrackingEvaluation.Kitti(truth, results, className),
        _ when className == "pedestrian" => TrackingEvaluation.Mot(truth, results),
        _ => throw new EvaluationException($"--class: expected pedestrian with --format mot, found {className}."),
    };
}
