using MessagePack;

namespace Perception.Client;

/// <summary>One object followed over time.</summary>
[MessagePackObject]
public sealed class TrackMessage
{
    /// <summary>Identity, from 1; never reused within a run.</summary>
    [Key(0)]
    public int TrackId { get; set; }

    [Key(1)]
    public ObjectClass Class { get; set; }

    [Key(2)]
    public TrackState State { get; set; }

    /// <summary>Confidence that the object exists, 0 to 1.</summary>
    [Key(3)]
    public float Score { get; set; }

    /// <summary>Filtered box; a prediction where the track is Lost. All zero, without a meaning, where no camera of a rig follows the object now.</summary>
    [Key(4)]
    public BoxMessage Box { get; set => field = value ?? new BoxMessage(); } = new();

    /// <summary>Since the first detection, nanoseconds of capture time.</summary>
    [Key(5)]
    public long AgeNs { get; set; }

    /// <summary>Since the last detection, nanoseconds of capture time; 0 where it was seen in this frame.</summary>
    [Key(6)]
    public long SinceSeenNs { get; set; }

    [Key(7)]
    public LaneAssignment Lane { get; set; }

    /// <summary>Position and velocity; null without a calibration or before the range is known.</summary>
    [Key(8)]
    public EgoStateMessage? Ego { get; set; }

    /// <summary>Seconds until the object's nearest face has come to the plane of the camera that the depth is measured from (in a rig, the first of <see cref="Views"/>), at the present closing rate and whatever its lateral offset: what of the vehicle lies before the camera is not taken off. Null where it does not close by more than the closing rate's standard deviation, and above 60 s. Known without a calibration too, from the growth of the box's width or height, whichever is neither cut by the image's border nor hidden; null where both are.</summary>
    [Key(9)]
    public double? TimeToCollision { get; set; }

    /// <summary>Standard deviation of <see cref="TimeToCollision"/>, seconds.</summary>
    [Key(10)]
    public double? TimeToCollisionSigma { get; set; }

    /// <summary>The cameras of a rig that follow the object, the surest first; empty where the source is a single camera, or none follows it now.</summary>
    [Key(11)]
    public List<TrackViewMessage> Views { get; set => field = value ?? []; } = [];
}
