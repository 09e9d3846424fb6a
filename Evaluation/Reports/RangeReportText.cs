using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Evaluation.Range;

namespace Evaluation.Reports;

/// <summary>Range errors as a table and as JSON.</summary>
public static class RangeReportText
{
    private const int Digits = 4;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Table(string className, IEnumerable<RangeBand> bands)
    {
        TextTable table = new(className, "boxes", "absRel", "bias", "nearest", "lateral m", "in 1s", "in 2s", "in 3s", "NEES");
        foreach (RangeBand band in bands)
        {
            table.Add(
                string.Create(CultureInfo.InvariantCulture, $"{band.From}-{band.To} m"), band.Count.ToString(CultureInfo.InvariantCulture),
                Text(band.AbsoluteRelativeError, 4), Text(band.Bias, 4), Text(band.NearestAbsoluteRelativeError, 4), Text(band.LateralError, 2),
                Text(band.Inside1, 3), Text(band.Inside2, 3), Text(band.Inside3, 3), Text(band.Nees, 2));
        }

        return table.ToString();
    }

    private static string Text(double value, int digits) => double.IsFinite(value) ? value.ToString($"F{digits}", CultureInfo.InvariantCulture) : "-";

    /// <summary>Null where it is not known.</summary>
    private static double? Figure(double value) => double.IsFinite(value) ? Math.Round(value, Digits) : null;

    /// <summary><c>{"range": {class: [{"from": …, "to": …, "absRel": …}]}}</c>; the first band is all distances. Figures of no boxes are null.</summary>
    public static string Json(string className, IEnumerable<RangeBand> bands) => new JsonObject
    {
        ["range"] = new JsonObject
        {
            [className] = new JsonArray([.. bands.Select(band => (JsonNode)new JsonObject
            {
                ["from"] = band.From,
                ["to"] = band.To,
                ["boxes"] = band.Count,
                ["absRel"] = Figure(band.AbsoluteRelativeError),
                ["bias"] = Figure(band.Bias),
                ["nearestAbsRel"] = Figure(band.NearestAbsoluteRelativeError),
                ["lateral"] = Figure(band.LateralError),
                ["inside1Sigma"] = Figure(band.Inside1),
                ["inside2Sigma"] = Figure(band.Inside2),
                ["inside3Sigma"] = Figure(band.Inside3),
                ["nees"] = Figure(band.Nees),
            })]),
        },
    }.ToJsonString(Indented);
}
