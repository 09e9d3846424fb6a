using Fusion.Tracking;
using Labelling.Sets;

namespace Perception.Tests.Labelling;

/// <summary>Small labelled frames for the tests.</summary>
internal static class LabelledFrames
{
    public static LabelledFrame Frame(int number, params LabelledBox[] boxes) => new()
    {
        Image = $"images/clip-{number:D6}.jpg",
        Scene = "clip",
        Origin = $"clip.mp4#{number}",
        Width = 64,
        Height = 36,
        Boxes = boxes,
        Drivable = null,
        LaneLines = null,
    };

    /// <summary>A vehicle of 20 x 12 pixels.</summary>
    public static LabelledBox Box(float xMin, float confidence = 0.8f, bool isIgnored = false, string source = "a/full") => new()
    {
        Class = ObjectClass.Vehicle,
        XMin = xMin,
        YMin = 10,
        XMax = xMin + 20,
        YMax = 22,
        Confidence = confidence,
        Ignore = isIgnored,
        Sources = [source],
    };
}
