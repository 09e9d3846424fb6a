using System.CommandLine;
using Evaluation;
using Evaluation.Reports;
using Evaluation.Tracking;
using Evaluation.Tracking3D;
using Perception.Recording;

namespace Perception.Commands;

/// <summary><c>perceive evaluate tracking</c>: HOTA, CLEAR and identity metrics by the data sets' rules.</summary>
public static class EvaluateTrackingCommand
{
    private const string Kitti = "kitti";
    private const string Mot = "mot";
    private const string Kitti3D = "kitti3d";

    public static Command Create()
    {
        Option<string> format = new("--format") { Description = "The data set's format and rules; kitti3d scores 3D boxes as AB3DMOT does.", Required = true };
        format.AcceptOnlyFromAmong(Kitti, Mot, Kitti3D);
        Option<string> truth = new("--ground-truth") { Description = "The folder of truth files.", Required = true };
        Option<string> results = new("--results") { Description = "The folder of result files.", Required = true };
        Option<string[]> classes = new("--class") { Description = "What to score: car, pedestrian, cyclist (KITTI).", AllowMultipleArgumentsPerToken = true };
        classes.AcceptOnlyFromAmong("car", "pedestrian", "cyclist");
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Option<string?> report = new("--report") { Description = "Write an HTML report with curves and the worst moments." };
        Command command = new("tracking", "Score tracking results against truth.") { format, truth, results, classes, json, report };
        command.SetAction(parsed => EvaluationErrors.Relay(() =>
        {
            (string form, string truths, string found) = (parsed.GetValue(format)!, parsed.GetValue(truth)!, parsed.GetValue(results)!);
            string[] scored = parsed.GetValue(classes) is { Length: > 0 } asked ? asked : UsualClasses(form);
            (bool isJson, string? path) = (parsed.GetValue(json), parsed.GetValue(report));
            parsed.InvocationConfiguration.Output.WriteLine(
                form == Kitti3D ? Text3D(truths, found, scored, isJson, path) : Text(form, truths, found, scored, isJson, path));
        }));
        return command;
    }

    private static string[] UsualClasses(string format) => format switch
    {
        Kitti => ["car", "pedestrian"],
        Kitti3D => ["car", "pedestrian", "cyclist"],
        _ => ["pedestrian"],
    };

    private static string Text(string format, string truth, string results, string[] classes, bool isJson, string? report)
    {
        if (report is not null)
        {
            RecordingFile.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(report))!);
            RecordingFile.Require(report);
        }

        List<TrackingReport> reports = [.. classes.Select(name => Score(format, truth, results, name))];
        if (report is not null)
        {
            TrackingReportHtml.Write(report, reports);
        }

        return isJson ? TrackingReportText.Json(reports) : TrackingReportText.Table(reports);
    }

    private static string Text3D(string truth, string results, string[] classes, bool isJson, string? report)
    {
        if (report is not null)
        {
            throw new EvaluationException("--report: expected --format kitti or mot, found kitti3d, which has a table and --json.");
        }

        List<Kitti3DReport> reports = [.. classes.SelectMany(name => Kitti3DEvaluation.Score(truth, results, name))];
        return isJson ? Kitti3DReportText.Json(reports) : Kitti3DReportText.Table(reports);
    }

    private static TrackingReport Score(string format, string truth, string results, string className) => format switch
    {
        Kitti => TrackingEvaluation.Kitti(truth, results, className),
        _ when className == "pedestrian" => TrackingEvaluation.Mot(truth, results),
        _ => throw new EvaluationException($"--class: expected pedestrian with --format mot, found {className}."),
    };
}
