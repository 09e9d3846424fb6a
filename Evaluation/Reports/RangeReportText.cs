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
                Text(band.NearestDeviations?.Inside1Sigma, 3), Text(band.NearestDeviations?.Inside2Sigma, 3), Text(band.NearestDeviations?.Inside3Sigma, 3), Text(band.NearestDeviations?.Nees, 2));
        }

        return table.ToString();
    }

    private static string Text(double? value, int digits) => value is { } known && double.IsFinite(known) ? known.ToString($"F{digits}", CultureInfo.InvariantCulture) : "-";

    /// <summary>Null where it is not known.</summary>
    private static double? Figure(double? value) => value is { } known && double.IsFinite(known) ? Math.Round(known, Digits) : null;

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
                ["inside1Sigma"] = Figure(band.NearestDeviations?.Inside1Sigma),
                ["inside2Sigma"] = Figure(band.NearestDeviations?.Inside2Sigma),
                ["inside3Sigma"] = Figure(band.NearestDeviations?.Inside3Sigma),
                ["nees"] = Figure(band.NearestDeviations?.Nees),
            })]),
        },
    }.ToJsonString(Indented);
}
