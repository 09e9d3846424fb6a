using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Evaluation.Tracking;

namespace Evaluation.Reports;

/// <summary>Tracking scores as a table and as JSON.</summary>
public static class TrackingReportText
{
    private const int Digits = 3;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly string[] Columns = ["HOTA", "DetA", "AssA", "LocA", "MOTA", "MOTP", "IDF1", "IDSW", "FP", "FN", "Frag", "MT", "ML"];
    private static readonly HashSet<string> Counts = ["IDSW", "FP", "FN", "Frag", "MT", "PT", "ML"];

    /// <summary><c>{"combined": {class: {figure: value}}, "sequences": {name: {class: {…}}}, "results": {what is odd: count}, "truth": {…}}</c>, shares in percent.</summary>
    public static string Json(IReadOnlyList<TrackingReport> reports)
    {
        JsonObject combined = [];
        JsonObject sequences = [];
        foreach (TrackingReport report in reports)
        {
            combined[report.ClassName] = Figures(report.Combined);
            foreach ((string name, TrackingScores scores) in report.Sequences)
            {
                JsonObject classes = sequences[name] as JsonObject ?? [];
                sequences[name] = classes;
                classes[report.ClassName] = Figures(scores);
            }
        }

        return new JsonObject { ["combined"] = combined, ["sequences"] = sequences, ["results"] = reports[0].Odd.ResultsToJson(), ["truth"] = reports[0].Odd.TruthToJson() }.ToJsonString(Indented);
    }

    public static string Table(IReadOnlyList<TrackingReport> reports)
    {
        StringBuilder text = new();
        foreach (TrackingReport report in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"{report.ClassName,-16}");
            foreach (string column in Columns)
            {
                text.Append(CultureInfo.InvariantCulture, $"{column,9}");
            }

            text.AppendLine();
            foreach ((string name, TrackingScores scores) in report.Sequences)
            {
                AppendRow(text, name, scores);
            }

            AppendRow(text, "combined", report.Combined);
            text.AppendLine();
        }

        return text.Append(reports[0].Odd).ToString().TrimEnd();
    }

    private static void AppendRow(StringBuilder text, string name, TrackingScores scores)
    {
        IReadOnlyDictionary<string, double> figures = scores.Figures();
        text.Append(CultureInfo.InvariantCulture, $"{name,-16}");
        foreach (string column in Columns)
        {
            text.Append(figures[column].ToString(Counts.Contains(column) ? "F0" : "F3", CultureInfo.InvariantCulture).PadLeft(9));
        }

        text.AppendLine();
    }

    private static JsonObject Figures(TrackingScores scores)
    {
        JsonObject figures = [];
        foreach ((string name, double value) in scores.Figures())
        {
            figures[name] = Counts.Contains(name) ? (long)value : Math.Round(value, Digits);
        }

        return figures;
    }
}
