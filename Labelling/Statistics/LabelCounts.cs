using Fusion.Tracking;
using Labelling.Sets;
using Labelling.Tracking;

namespace Labelling.Statistics;

/// <summary>What a set holds, in numbers.</summary>
public sealed record LabelCounts
{
    private const string TruthSource = "truth";

    /// <summary>Pixels of the stored image; the last two are COCO's borders of small and large.</summary>
    public static IReadOnlyList<int> Sides { get; } = [12, 32, 96];

    public required int Frames { get; init; }

    /// <summary>Frames whose objects are labelled.</summary>
    public required int FramesWithBoxes { get; init; }

    public required int FramesWithDrivable { get; init; }

    public required int FramesWithLaneLines { get; init; }

    public required IReadOnlyList<ClassCounts> Classes { get; init; }

    /// <summary>A box counts for each of its sources.</summary>
    public required IReadOnlyList<NamedCount> Sources { get; init; }

    /// <summary>Empty where nothing was smoothed.</summary>
    public required IReadOnlyList<ClipCounts> Clips { get; init; }

    public required IReadOnlyList<NamedCount> Scenes { get; init; }

    /// <summary>Sentences on what a reader should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <param name="frames">The finished set.</param>
    /// <param name="clips">What smoothing changed.</param>
    /// <param name="notes">Sentences on what a reader should know.</param>
    public static LabelCounts Of(IReadOnlyList<LabelledFrame> frames, IReadOnlyList<SmoothedClip> clips, IReadOnlyList<string> notes)
    {
        List<(int Frame, LabelledBox Box)> boxes = [.. frames.SelectMany((frame, i) => (frame.Boxes ?? []).Select(box => (i, box)))];
        return new LabelCounts
        {
            Frames = frames.Count,
            FramesWithBoxes = frames.Count(frame => frame.Boxes is not null),
            FramesWithDrivable = frames.Count(frame => frame.Drivable is not null),
            FramesWithLaneLines = frames.Count(frame => frame.LaneLines is not null),
            Classes = [.. LabelSet.Classes.Select(kind => OfClass(kind, [.. boxes.Select(item => item.Box).Where(box => box.Class == kind)]))],
            Sources = [.. boxes
                .SelectMany(item => item.Box.Sources, (item, source) => (source, item.Frame, item.Box))
                .GroupBy(item => item.source)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new NamedCount(
                    group.Key, group.Select(item => item.Frame).Distinct().Count(), group.Count(item => !item.Box.Ignore), group.Count(item => item.Box.Ignore)))],
            Clips = [.. clips.Select(clip =>
                new ClipCounts(clip.Frames[0].Scene, clip.Frames.Count, clip.Tracks, clip.Carried, clip.Filled, clip.Flickers, clip.Doubtful))],
            Scenes = [.. frames.GroupBy(frame => frame.Scene).Select(scene => new NamedCount(
                scene.Key, scene.Count(), scene.Sum(frame => frame.Boxes?.Count(box => !box.Ignore) ?? 0), scene.Sum(frame => frame.Boxes?.Count(box => box.Ignore) ?? 0)))],
            Notes = notes,
        };
    }

    private static ClassCounts OfClass(ObjectClass kind, LabelledBox[] boxes)
    {
        LabelledBox[] labels = [.. boxes.Where(box => !box.Ignore)];
        return new ClassCounts(
            kind,
            labels.Length,
            boxes.Length - labels.Length,
            labels.Length == 0 ? 0 : labels.Average(box => box.Confidence),
            labels.Count(box => box.Sources.Contains(TruthSource)),
            [.. Enumerable.Range(0, Sides.Count + 1).Select(size => labels.Count(box => SizeOf(box) == size))]);
    }

    private static int SizeOf(LabelledBox box)
    {
        float side = MathF.Sqrt((box.XMax - box.XMin) * (box.YMax - box.YMin));
        return Sides.TakeWhile(limit => side >= limit).Count();
    }
}
