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

    /// <summary>Instants since the start that frames were grouped into: each is published, dropped, failed or in process.</summary>
    [Key(6)]
    public long Instants { get; set; }

    /// <summary>Whole instants since the start that a newer one took the place of.</summary>
    [Key(7)]
    public long InstantsDropped { get; set; }

    /// <summary>Instants since the start of which nothing came, because every frame of them was lost in processing.</summary>
    [Key(8)]
    public long InstantsFailed { get; set; }

    /// <summary>World messages since the start in which a camera gave less than it should have.</summary>
    [Key(9)]
    public long WorldsIncomplete { get; set; }

    /// <summary>Tracks of the last world message that two cameras or more follow.</summary>
    [Key(10)]
    public long JoinedTracks { get; set; }

    /// <summary>How often since the start a camera's track found no room among the rig's.</summary>
    [Key(11)]
    public long ObjectsTooMany { get; set; }
}
