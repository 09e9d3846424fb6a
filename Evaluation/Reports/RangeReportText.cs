using System.Globalization;
using System.Text;
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
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{className,-12} {"boxes",7} {"absRel",8} {"bias",8} {"nearest",8} {"lateral",8} {"in 1s",7} {"in 2s",7} {"in 3s",7} {"NEES",7}");
        foreach (RangeBand band in bands)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{band.From}-{band.To} m");
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{name,-12} {band.Count,7} {band.AbsoluteRelativeError,8:F4} {band.Bias,8:F4} {band.NearestAbsoluteRelativeError,8:F4} {band.LateralError,6:F2} m {band.Inside1,7:F3} {band.Inside2,7:F3} {band.Inside3,7:F3} {band.Nees,7:F2}");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary><c>{"range": {class: [{"from": …, "to": …, "absRel": …}]}}</c>; the first band is all distances.</summary>
    public static string Json(string className, IEnumerable<RangeBand> bands) => new JsonObject
    {
        ["range"] = new JsonObject
        {
            [className] = new JsonArray([.. bands.Select(band => (JsonNode)new JsonObject
            {
                ["from"] = band.From,
                ["to"] = band.To,
                ["boxes"] = band.Count,
                ["absRel"] = Math.Round(band.AbsoluteRelativeError, Digits),
                ["bias"] = Math.Round(band.Bias, Digits),
                ["nearestAbsRel"] = Math.Round(band.NearestAbsoluteRelativeError, Digits),
                ["lateral"] = Math.Round(band.LateralError, Digits),
                ["inside1Sigma"] = Math.Round(band.Inside1, Digits),
                ["inside2Sigma"] = Math.Round(band.Inside2, Digits),
                ["inside3Sigma"] = Math.Round(band.Inside3, Digits),
                ["nees"] = Math.Round(band.Nees, Digits),
            })]),
        },
    }.ToJsonString(Indented);
}
