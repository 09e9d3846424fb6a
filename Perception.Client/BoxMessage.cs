using MessagePack;

namespace Perception.Client;

/// <summary>A box in pixels of the source image, half-open: [XMin, XMax) × [YMin, YMax). A track's may reach past the image.</summary>
[MessagePackObject]
public sealed class BoxMessage
{
    /// <summary>Pixels.</summary>
    [Key(0)]
    public float XMin { get; set; }

    /// <summary>Pixels.</summary>
    [Key(1)]
    public float YMin { get; set; }

    /// <summary>Pixels.</summary>
    [Key(2)]
    public float XMax { get; set; }

    /// <summary>Pixels.</summary>
    [Key(3)]
    public float YMax { get; set; }
}
