using MessagePack;

namespace Perception.Client;

/// <summary>How one rig is.</summary>
[MessagePackObject]
public sealed class RigHealthMessage
{
    /// <summary>Which rig.</summary>
    [Key(0)]
    public string RigId { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>World messages since the start.</summary>
    [Key(1)]
    public long WorldsPublished { get; set; }

    /// <summary>World messages a second over the window of its sources.</summary>
    [Key(2)]
    public double WorldsPerSecond { get; set; }

    /// <summary>From the arrival of an instant's first frame to publishing, over the same window: median, nanoseconds; null while it is empty.</summary>
    [Key(3)]
    public long? CaptureToPublishP50Ns { get; set; }

    /// <summary>99th percentile of the same, nanoseconds.</summary>
    [Key(4)]
    public long? CaptureToPublishP99Ns { get; set; }

    /// <summary>In the order of the rig's cameras.</summary>
    [Key(5)]
    public List<RigCameraHealthMessage> Cameras { get; set => field = value ?? []; } = [];
}
