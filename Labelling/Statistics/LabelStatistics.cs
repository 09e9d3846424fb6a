using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Labelling.Statistics;

/// <summary>Writes the numbers of a set for people and for programs.</summary>
public static class LabelStatistics
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>As UTF-8 JSON.</summary>
    public static byte[] Json(LabelCounts counts) => JsonSerializer.SerializeToUtf8Bytes(counts, JsonOptions);

    /// <summary>As a page of Markdown.</summary>
    public static string Page(string title, LabelCounts counts)
    {
        StringBuilder page = new();
        page.Append(Invariant($"# {title}\n\n{counts.Frames} frames of {counts.Scenes.Count} scenes; boxes on {counts.FramesWithBoxes}, "));
        page.Append(Invariant($"drivable masks on {counts.FramesWithDrivable}, lane line masks on {counts.FramesWithLaneLines}.\n\n"));
        foreach (string note in counts.Notes)
        {
            page.Append(Invariant($"- {note}\n"));
        }

        string[] sizes = [.. LabelCounts.Sides.Select(side => Invariant($"side below {side} px")), "larger"];
        Table(page, "Boxes", ["class", "labels", "ignored", "mean confidence", "from truth", .. sizes], counts.Classes.Select(kind =>
            Invariant($"{kind.Class} | {kind.Labels} | {kind.Ignored} | {kind.MeanConfidence:F2} | {kind.FromTruth} | {string.Join(" | ", kind.BySize)}")));
        Table(page, "Who found them", ["source", "frames", "labels", "ignored"], counts.Sources.Select(Row));
        if (counts.Clips.Count > 0)
        {
            string[] heads = ["clip", "frames", "tracks", "carried over weak frames", "gaps filled, ignored", "flickers ignored", "never clear, ignored"];
            Table(page, "Over time", heads, counts.Clips.Select(clip =>
                Invariant($"{clip.Scene} | {clip.Frames} | {clip.Tracks} | {clip.Carried} | {clip.Filled} | {clip.Flickers} | {clip.Doubtful}")));
        }

        Table(page, "Scenes", ["scene", "frames", "labels", "ignored"], counts.Scenes.Select(Row));
        return page.ToString();
    }

    private static string Row(NamedCount count) => Invariant($"{count.Name} | {count.Frames} | {count.Labels} | {count.Ignored}");

    private static void Table(StringBuilder page, string title, string[] heads, IEnumerable<string> rows)
    {
        page.Append(Invariant($"\n## {title}\n\n| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => "---|"))}\n"));
        foreach (string row in rows)
        {
            page.Append(Invariant($"| {row} |\n"));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
