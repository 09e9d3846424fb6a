using MessagePack;

namespace Perception.Client;

/// <summary>The drivable area in the image.</summary>
[MessagePackObject]
public sealed class DrivableMessage
{
    /// <summary>Its outer boundary: a closed polygon in pixels of the source image (the last vertex joins the first); empty where none is seen.</summary>
    [Key(0)]
    public List<PointMessage> Outline { get; set => field = value ?? []; } = [];

    /// <summary>Share of the image's pixels that are drivable, 0 to 1.</summary>
    [Key(1)]
    public float Share { get; set; }
}
