using System.Globalization;
using System.Net;
using System.Text;
using Evaluation.Metrics;
using Evaluation.Tracking;
using ScottPlot;

namespace Evaluation.Reports;

/// <summary>An HTML page of tracking scores: tables, curves over the localisation threshold, and the worst moments. One file.</summary>
public static class TrackingReportHtml
{
    private const int ChartWidth = 760;
    private const int ChartHeight = 420;
    private const int MomentsShown = 60;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<TrackingReport> reports)
    {
        StringBuilder page = new();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tracking evaluation</title><style>");
        page.Append("body{font-family:sans-serif;max-width:70em;margin:2em auto;padding:0 1em}td,th{padding:.2em .7em;text-align:right;border-bottom:1px solid #ddd}");
        page.Append("td:first-child,th:first-child{text-align:left}table{border-collapse:collapse;margin:1em 0}</style><h1>Tracking evaluation</h1>");
        foreach (TrackingReport report in reports)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{WebUtility.HtmlEncode(report.ClassName)}</h2>");
            AppendTable(page, report);
            page.Append(CultureInfo.InvariantCulture, $"<img alt=\"Curves\" src=\"data:image/png;base64,{Convert.ToBase64String(Chart(report))}\">");
            AppendMoments(page, report);
        }

        page.Append("</html>\n");
        File.WriteAllText(path, page.ToString());
    }

    private static void AppendTable(StringBuilder page, TrackingReport report)
    {
        string[] names = [.. report.Combined.Figures().Keys];
        page.Append("<table><tr><th>sequence</th>").AppendJoin("", names.Select(name => $"<th>{name}</th>")).Append("</tr>");
        foreach ((string sequence, TrackingScores scores) in report.Sequences.Append(new("combined", report.Combined)))
        {
            IReadOnlyDictionary<string, double> figures = scores.Figures();
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{WebUtility.HtmlEncode(sequence)}</td>");
            page.AppendJoin("", names.Select(name => $"<td>{figures[name].ToString("0.##", CultureInfo.InvariantCulture)}</td>")).Append("</tr>");
        }

        page.Append("</table>");
    }

    private static byte[] Chart(TrackingReport report)
    {
        using Plot plot = new();
        double[] thresholds = [.. Enumerable.Range(0, HotaCounts.Thresholds).Select(HotaCounts.Threshold)];
        HotaCounts hota = report.Combined.Hota;
        AddCurve(plot, thresholds, hota.Hota, "HOTA");
        AddCurve(plot, thresholds, hota.DetectionAccuracy, "DetA");
        AddCurve(plot, thresholds, hota.AssociationAccuracy, "AssA");
        AddCurve(plot, thresholds, hota.DetectionRecall, "DetRe");
        AddCurve(plot, thresholds, hota.DetectionPrecision, "DetPr");
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.XLabel("localisation threshold (IoU)");
        plot.YLabel("share");
        plot.ShowLegend(Alignment.LowerLeft);
        return plot.GetImageBytes(ChartWidth, ChartHeight, ImageFormat.Png);
    }

    private static void AddCurve(Plot plot, double[] thresholds, Func<int, double> curve, string name)
    {
        ScottPlot.Plottables.Scatter line = plot.Add.Scatter(thresholds, [.. Enumerable.Range(0, HotaCounts.Thresholds).Select(curve)]);
        line.LegendText = name;
    }

    private static void AppendMoments(StringBuilder page, TrackingReport report)
    {
        page.Append("<h3>Worst moments</h3><table><tr><th>sequence</th><th>frame</th><th>frames</th><th>what happened</th></tr>");
        foreach (TrackingEvent moment in report.Combined.Clear.Events
            .OrderByDescending(moment => moment.Kind == TrackingEventKind.IdentitySwitch)
            .ThenByDescending(moment => moment.Frames).ThenBy(moment => moment.Sequence, StringComparer.Ordinal).ThenBy(moment => moment.Frame)
            .Take(MomentsShown))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{WebUtility.HtmlEncode(moment.Sequence)}</td><td>{moment.Frame}</td><td>{moment.Frames}</td><td>{Describe(moment)}</td></tr>");
        }

        page.Append("</table>");
    }

    private static string Describe(in TrackingEvent moment) => moment.Kind switch
    {
        TrackingEventKind.IdentitySwitch => $"truth {moment.TruthId} changes from result {moment.FormerResultId} to {moment.ResultId}",
        TrackingEventKind.Missed => $"truth {moment.TruthId} is missed",
        TrackingEventKind.Doubled => $"result {moment.ResultId} doubles truth {moment.TruthId}, which another follows",
        _ => $"result {moment.ResultId} follows nothing",
    };
}
