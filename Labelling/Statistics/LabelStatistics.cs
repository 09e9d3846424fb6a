using System.Globalization;
using System.Text;
using Fusion.Tracking;
using Labelling.Sets;
using Labelling.Tracking;

namespace Labelling.Statistics;

/// <summary>What a set holds, as a page of Markdown.</summary>
public static class LabelStatistics
{
    // Pixels of the stored image; COCO's borders of small and large, by the side of the square of the same area, and one below.
    private static readonly int[] Sides = [12, 32, 96];

    /// <param name="title">Of the page.</param>
    /// <param name="frames">The finished set.</param>
    /// <param name="clips">What smoothing changed, a clip each; empty where nothing was smoothed.</param>
    /// <param name="notes">Further sentences.</param>
    public static string Describe(string title, IReadOnlyList<LabelledFrame> frames, IReadOnlyList<SmoothedClip> clips, IReadOnlyList<string> notes)
    {
        StringBuilder page = new();
        page.Append(Invariant($"# {title}\n\n{frames.Count} frames of {frames.Select(frame => frame.Scene).Distinct().Count()} scenes; "));
        page.Append(Invariant($"boxes on {frames.Count(frame => frame.Boxes is not null)}, drivable masks on {frames.Count(frame => frame.Drivable is not null)}, "));
        page.Append(Invariant($"lane line masks on {frames.Count(frame => frame.LaneLines is not null)}.\n\n"));
        foreach (string note in notes)
        {
            page.Append(Invariant($"- {note}\n"));
        }

        page.Append("\n## Boxes\n\n| class | labels | ignored | mean confidence | with truth | by ");
        page.AppendJoin(" | by ", Sides.Select(side => Invariant($"side < {side} px"))).Append(" | larger |\n|---|---|---|---|---|---|---|---|---|\n");
        List<LabelledBox> boxes = [.. frames.SelectMany(frame => frame.Boxes ?? [])];
        foreach (ObjectClass kind in LabelSet.Classes)
        {
            LabelledBox[] of = [.. boxes.Where(box => box.Class == kind)];
            LabelledBox[] sure = [.. of.Where(box => !box.Ignore)];
            float mean = sure.Length == 0 ? 0 : sure.Average(box => box.Confidence);
            int[] sizes = [.. Enumerable.Range(0, Sides.Length + 1).Select(i => sure.Count(box => SizeOf(box) == i))];
            page.Append(Invariant($"| {kind} | {sure.Length} | {of.Length - sure.Length} | {mean:F2} | {sure.Count(box => box.Sources.Contains("truth"))} | "));
            page.AppendJoin(" | ", sizes).Append(" |\n");
        }

        page.Append("\n## Who found the labels\n\n| source | labels | ignored |\n|---|---|---|\n");
        foreach (IGrouping<string, LabelledBox> group in boxes.SelectMany(box => box.Sources.Select(source => (source, box))).GroupBy(pair => pair.source, pair => pair.box).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            page.Append(Invariant($"| {group.Key} | {group.Count(box => !box.Ignore)} | {group.Count(box => box.Ignore)} |\n"));
        }

        if (clips.Count > 0)
        {
            page.Append("\n## Over time\n\n| clip | frames | tracks | carried over weak frames | gaps filled to ignore | flickers to ignore | never clear, to ignore |\n|---|---|---|---|---|---|---|\n");
            foreach (SmoothedClip clip in clips)
            {
                page.Append(Invariant($"| {clip.Frames[0].Scene} | {clip.Frames.Count} | {clip.Tracks} | {clip.Carried} | {clip.Filled} | {clip.Flickers} | {clip.Doubtful} |\n"));
            }
        }

        page.Append("\n## Scenes\n\n| scene | frames | labels |\n|---|---|---|\n");
        foreach (IGrouping<string, LabelledFrame> scene in frames.GroupBy(frame => frame.Scene))
        {
            page.Append(Invariant($"| {scene.Key} | {scene.Count()} | {scene.Sum(frame => frame.Boxes?.Count(box => !box.Ignore) ?? 0)} |\n"));
        }

        return page.ToString();
    }

    private static int SizeOf(LabelledBox box)
    {
        float side = MathF.Sqrt((box.XMax - box.XMin) * (box.YMax - box.YMin));
        int i = Array.FindIndex(Sides, limit => side < limit);
        return i < 0 ? Sides.Length : i;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
