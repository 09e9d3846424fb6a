using MessagePack;

namespace Perception.Client;

/// <summary>How one source is.</summary>
[MessagePackObject]
public sealed class SourceHealthMessage
{
    [Key(0)]
    public string SourceId { get; set => field = value ?? string.Empty; } = string.Empty;

    [Key(1)]
    public SourceState State { get; set; }

    /// <summary>Since the start, bad frames included.</summary>
    [Key(2)]
    public long FramesCaptured { get; set; }

    /// <summary>World messages since the start.</summary>
    [Key(3)]
    public long FramesPublished { get; set; }

    /// <summary>Frames lost since the start, by cause; causes without losses are left out.</summary>
    [Key(4)]
    public List<DropCountMessage> Drops { get; set => field = value ?? []; } = [];

    /// <summary>World messages a second over the window.</summary>
    [Key(5)]
    public double FramesPerSecond { get; set; }

    /// <summary>Since the last frame arrived, nanoseconds, monotonic; null before the first.</summary>
    [Key(6)]
    public long? LastFrameAgeNs { get; set; }

    /// <summary>Median over the window, nanoseconds; null while the window is empty.</summary>
    [Key(7)]
    public long? CaptureToPublishP50Ns { get; set; }

    /// <summary>95th percentile over the window, nanoseconds.</summary>
    [Key(8)]
    public long? CaptureToPublishP95Ns { get; set; }

    /// <summary>99th percentile over the window, nanoseconds.</summary>
    [Key(9)]
    public long? CaptureToPublishP99Ns { get; set; }

    /// <summary>Length of the window that the rate and the percentiles are taken over, nanoseconds.</summary>
    [Key(10)]
    public long WindowNs { get; set; }

    /// <summary>Where the load-shedding ladder stands.</summary>
    [Key(11)]
    public LoadRung Rung { get; set; }

    /// <summary>Why this is not the whole work, as one sentence; null where it is.</summary>
    [Key(12)]
    public string? RungReason { get; set; }

    /// <summary>How many steps of the ladder there were since the start, down and up.</summary>
    [Key(13)]
    public long RungChanges { get; set; }

    /// <summary>How often a stage was started anew since the start, because it failed or stood still.</summary>
    [Key(14)]
    public long StageRestarts { get; set; }

    /// <summary>Messages since the start that were published and that a slower recording left out.</summary>
    [Key(15)]
    public long RecordingsDropped { get; set; }

    /// <summary>How many objects since the start got no track, because there was no room for more.</summary>
    [Key(16)]
    public long TracksTooMany { get; set; }

    /// <summary>World messages since the start for which the image's motion was to be measured and could not be told: dark, rain, a cut.</summary>
    [Key(17)]
    public long ImageMotionUnknown { get; set; }
}
