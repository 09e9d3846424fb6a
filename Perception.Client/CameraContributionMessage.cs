using MessagePack;

namespace Perception.Client;

/// <summary>What one camera of a rig gave to a world message.</summary>
[MessagePackObject]
public sealed class CameraContributionMessage
{
    /// <summary>Which camera: an entry of <see cref="HelloMessage.Sources"/>.</summary>
    [Key(0)]
    public string SourceId { get; set => field = value ?? string.Empty; } = string.Empty;

    [Key(1)]
    public ContributionState State { get; set; }

    /// <summary>The number of its frame in its source; null where it gave none.</summary>
    [Key(2)]
    public long? FrameId { get; set; }

    /// <summary>Capture time of its frame, nanoseconds, in <see cref="WorldMessage.CaptureClock"/>; null where it gave none.</summary>
    [Key(3)]
    public long? CaptureTimeNs { get; set; }

    /// <summary>Frames of this camera lost since the rig's last world message, by cause; causes without losses are left out.</summary>
    [Key(4)]
    public List<DropCountMessage> Drops { get; set => field = value ?? []; } = [];

    /// <summary>Why it gave less than it should have, or has no ranges, as one sentence; null where it did not.</summary>
    [Key(5)]
    public string? Reason { get; set; }

    /// <summary>It is calibrated: its tracks have a place on the ground and are joined with those of other cameras.</summary>
    [Key(6)]
    public bool IsMetric { get; set; }

    /// <summary>Where the road's horizon lies in its frame; null where it gave none, is not calibrated, or where it looks more than 45° aside.</summary>
    [Key(7)]
    public HorizonMessage? Horizon { get; set; }
}
