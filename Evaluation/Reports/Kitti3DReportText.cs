using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Evaluation.Tracking3D;

namespace Evaluation.Reports;

/// <summary>3D tracking scores as a table and as JSON.</summary>
public static class Kitti3DReportText
{
    private const int Digits = 2;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary><c>{"combined": {class: {"0.25": {figure: value}}}}</c>, shares in percent.</summary>
    public static string Json(IEnumerable<Kitti3DReport> reports)
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

        return new JsonObject { ["combined"] = combined }.ToJsonString(Indented);
    }

    public static string Table(IEnumerable<Kitti3DReport> reports)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"class",-12} {"3D IoU",6} {"sAMOTA",8} {"AMOTA",8} {"AMOTP",8} {"MOTA",8} {"MOTP",8} {"IDSW",6} {"Frag",6} {"FP",6} {"FN",6}");
        foreach (Kitti3DReport report in reports)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{report.ClassName,-12} {report.LeastOverlap,6} {Percent(report.ScaledAmota),8:F2} {Percent(report.Amota),8:F2} {Percent(report.Amotp),8:F2} {Percent(report.Best.Mota),8:F2} {Percent(report.Best.Motp),8:F2} {report.Best.IdentitySwitches,6} {report.Best.Fragments,6} {report.Best.FalsePositives,6} {report.Best.FalseNegatives,6}");
        }

        return text.ToString().TrimEnd();
    }

    // JSON has no infinity: without any truth a share is none at all.
    private static double Percent(double share) => double.IsFinite(share) ? Math.Round(100 * share, Digits) : 0;
}
