using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Evaluation.Tracking3D;

namespace Evaluation.Reports;

/// <summary>3D tracking scores as a table and as JSON.</summary>
public static class Kitti3DReportText
{
    private const int Digits = 2;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary><c>{"combined": {class: {"0.25": {figure: value}}}, "results": {what is odd: count}, "truth": {…}}</c>, shares in percent.</summary>
    public static string Json(IReadOnlyList<Kitti3DReport> reports)
    {
        JsonObject combined = [];
        foreach (Kitti3DReport report in reports)
        {
            JsonObject overlaps = combined[report.ClassName] as JsonObject ?? [];
            combined[report.ClassName] = overlaps;
            overlaps[report.LeastOverlap.ToString(CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["sAMOTA"] = Percent(report.ScaledAmota),
                ["AMOTA"] = Percent(report.Amota),
                ["AMOTP"] = Percent(report.Amotp),
                ["MOTA"] = Percent(report.Best.Mota),
                ["MOTP"] = Percent(report.Best.Motp),
                ["IDSW"] = report.Best.IdentitySwitches,
                ["Frag"] = report.Best.Fragments,
                ["FP"] = report.Best.FalsePositives,
                ["FN"] = report.Best.FalseNegatives,
            };
        }

        return new JsonObject { ["combined"] = combined, ["results"] = reports[0].Odd.ResultsToJson(), ["truth"] = reports[0].Odd.TruthToJson() }.ToJsonString(Indented);
    }

    public static string Table(IReadOnlyList<Kitti3DReport> reports)
    {
        TextTable table = new("class", "3D IoU", "sAMOTA", "AMOTA", "AMOTP", "MOTA", "MOTP", "IDSW", "Frag", "FP", "FN");
        foreach (Kitti3DReport report in reports)
        {
            Kitti3DCounts best = report.Best;
            table.Add(
                report.ClassName, report.LeastOverlap.ToString(CultureInfo.InvariantCulture),
                Text(report.ScaledAmota), Text(report.Amota), Text(report.Amotp), Text(best.Mota), Text(best.Motp),
                Text(best.IdentitySwitches), Text(best.Fragments), Text(best.FalsePositives), Text(best.FalseNegatives));
        }

        return $"{table}\n{reports[0].Odd}".TrimEnd();
    }

    private static string Text(double share) => Percent(share).ToString("F2", CultureInfo.InvariantCulture);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    // JSON has no infinity: without any truth a share is none at all.
    private static double Percent(double share) => double.IsFinite(share) ? Math.Round(100 * share, Digits) : 0;
}
