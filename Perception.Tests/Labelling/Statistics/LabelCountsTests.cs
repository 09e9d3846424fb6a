using System.Text.Json;
using Labelling.Sets;
using Labelling.Statistics;
using static Perception.Tests.Labelling.LabelledFrames;

namespace Perception.Tests.Labelling.Statistics;

public sealed class LabelCountsTests
{
    // Boxes of 20 x 12 px have a side of 15.5 px: below 32.
    private static readonly LabelledFrame[] Frames =
    [
        Frame(0, Box(0), Box(30, 0.4f, isIgnored: true, source: "b/flip")),
        Frame(1, Box(0, 1, source: "truth")),
        Frame(2) with { Boxes = null, Drivable = "drivable/x.png", Scene = "other" },
    ];

    [Fact]
    public void Of_ThreeFrames_CountsByClassSourceAndScene()
    {
        LabelCounts counts = LabelCounts.Of(Frames, [], ["a note"]);
        Assert.Equal((3, 2, 1, 0), (counts.Frames, counts.FramesWithBoxes, counts.FramesWithDrivable, counts.FramesWithLaneLines));
        ClassCounts vehicles = counts.Classes[0];
        Assert.Equal((2, 1, 1), (vehicles.Labels, vehicles.Ignored, vehicles.FromTruth));
        Assert.Equal(0.9f, vehicles.MeanConfidence, 3);
        Assert.Equal([0, 2, 0, 0], vehicles.BySize);
        Assert.Equal([new NamedCount("a/full", 1, 1, 0), new NamedCount("b/flip", 1, 0, 1), new NamedCount("truth", 1, 1, 0)], counts.Sources);
        Assert.Equal([new NamedCount("clip", 2, 2, 1), new NamedCount("other", 1, 0, 0)], counts.Scenes);
    }

    [Fact]
    public void PageAndJson_SameCounts_SayTheSame()
    {
        LabelCounts counts = LabelCounts.Of(Frames, [], ["a note"]);
        string page = LabelStatistics.Page("set", counts);
        Assert.Contains("| Vehicle | 2 | 1 | 0.90 | 1 | 0 | 2 | 0 | 0 |", page, StringComparison.Ordinal);
        Assert.Contains("- a note", page, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(LabelStatistics.Json(counts));
        Assert.Equal(2, json.RootElement.GetProperty("classes")[0].GetProperty("labels").GetInt32());
    }
}
