using System.Collections.Immutable;

namespace Training.Onnx;

/// <summary>
/// The convolutions of the three-in-one network in the order in which they run: four stages (strides 4, 8, 16, 32), a feature
/// pyramid, the mask head and the object heads, which the three levels share. The channels are free as far as they fit together.
/// </summary>
public static class TritaskLayout
{
    /// <summary>Strides of the levels that find objects, in the order of the outputs' rows.</summary>
    public static ImmutableArray<int> Strides { get; } = [8, 16, 32];

    /// <summary>Drivable area and lane lines.</summary>
    public const int Masks = 2;

    /// <summary>The mask head's blocks: 2 × 2 values of each mask at stride 4 become stride 2.</summary>
    public const int MaskBlock = 2;

    /// <summary>Of the masks, in pixels of the image.</summary>
    public const int MaskStride = 2;

    /// <summary>Pixels are 0 to this in the ONNX file; the first layer's weights want them from 0 to 1.</summary>
    public const float LargestPixel = 255;

    /// <summary>The logarithm of a distance, in strides, is cut off at plus and minus this.</summary>
    public const float LargestExponent = 4;

    /// <summary>Distances of an object's left, top, right and bottom edge.</summary>
    public const int Distances = 4;

    /// <summary>Width and height of the image are multiples of this.</summary>
    public const int LargestStride = 32;

    public static ImmutableArray<ConvLayer> Layers { get; } =
    [
        new("stem", null, 3, 2),
        .. Stage("s1", "stem", blocks: 1),
        .. Stage("s2", "s1.0.b", blocks: 2),
        .. Stage("s3", "s2.1.b", blocks: 2),
        .. Stage("s4", "s3.1.b", blocks: 1),
        new("l4", "s4.0.b", 1),
        new("l3", "s3.1.b", 1, AddedTo: "l4"),
        new("m3", "l3", 3, AddedTo: "l4"),
        new("l2", "s2.1.b", 1, AddedTo: "m3"),
        new("m2", "l2", 3, AddedTo: "l4"),
        new("l1", "s1.0.b", 1),
        new("t1", "m2", 1, AddedTo: "l1"),
        new("m1.0", "l1", 3),
        new("m1.1", "m1.0", 3),
        new("seg", "m1.1", 1, Channels: Masks * MaskBlock * MaskBlock),
        new("hc", "m2", 3),
        new("cls", "hc", 1),
        new("hr", "m2", 3),
        new("reg", "hr", 1, Channels: Distances),
    ];

    /// <summary>How many convolutions, from the last, run once for each level.</summary>
    public const int SharedLayers = 4;

    /// <summary>The factor of a level's distances before their exponential.</summary>
    public static string Scale(int level) => $"scale.{level}";

    private static IEnumerable<ConvLayer> Stage(string name, string input, int blocks)
    {
        yield return new ConvLayer($"{name}.down", input, 3, 2);
        string last = $"{name}.down";
        for (int block = 0; block < blocks; block++)
        {
            yield return new ConvLayer($"{name}.{block}.a", last, 3);
            yield return new ConvLayer($"{name}.{block}.b", $"{name}.{block}.a", 3, AddedTo: last);
            last = $"{name}.{block}.b";
        }
    }
}
