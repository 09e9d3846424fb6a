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

    /// <summary>
    /// The vertices of <see cref="Outline"/> on the road, in its order, by the horizon of this frame (<see cref="WorldMessage.Horizon"/>, of a rig
    /// <see cref="CameraContributionMessage.Horizon"/> of the first camera). Null where a vertex's ray meets no road: at or above the horizon, or farther than 80 m.
    /// Empty where there is no horizon.
    /// </summary>
    [Key(2)]
    public List<GroundPointMessage> Ground { get; set => field = value ?? []; } = [];
}
