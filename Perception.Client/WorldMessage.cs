using System.Text.Json.Serialization;
using MessagePack;

namespace Perception.Client;

/// <summary>What the service knows after one frame of one source: tracked objects, lanes, drivable area, lead.</summary>
/// <remarks>Mutable so that a publisher refills one instance for ever; the lists and nested objects belong to whoever fills it. Not thread safe.</remarks>
[MessagePackObject]
public sealed class WorldMessage : IPublishedMessage
{
    /// <summary>The first frame of the ZeroMQ message.</summary>
    [IgnoreMember]
    [JsonPropertyOrder(-1)]
    public string Topic => Topics.World;

    /// <summary>When the frame arrived, on the publishing process's monotonic clock (<see cref="TimeProvider.GetTimestamp"/>); not on the wire.</summary>
    [IgnoreMember]
    [JsonIgnore]
    public long CaptureTimestamp { get; set; }

    /// <summary>The writer's <see cref="WireSchema.Version"/>.</summary>
    [Key(0)]
    public int SchemaVersion { get; set; }

    /// <summary>Counts the published messages of this source from 0, without holes: a hole seen by a subscriber is a lost message.</summary>
    [Key(1)]
    public long SequenceNumber { get; set; }

    /// <summary>Which source the frame came from: an entry of <see cref="HelloMessage.Sources"/>, or of <see cref="HelloMessage.Rigs"/>.</summary>
    [Key(2)]
    public string SourceId { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The frame's number in its source, or the instant's in its rig, from 0; those that could not be read or were dropped keep their numbers.</summary>
    [Key(3)]
    public long FrameId { get; set; }

    /// <summary>Capture time, nanoseconds, in <see cref="CaptureClock"/>; the middle of the exposure where the source knows it, else the arrival of the image.</summary>
    [Key(4)]
    public long CaptureTimeNs { get; set; }

    [Key(5)]
    public CaptureClock CaptureClock { get; set; }

    /// <summary>When this message was handed to the socket: nanoseconds since 1970-01-01T00:00:00Z.</summary>
    [Key(6)]
    public long PublishTimeNs { get; set; }

    /// <summary>From the frame's arrival to publishing, nanoseconds, on the service's monotonic clock.</summary>
    [Key(7)]
    public long CaptureToPublishNs { get; set; }

    /// <summary>How long each stage took, in the order in which the frame passed them; networks and motion run side by side, so that the sum may exceed <see cref="CaptureToPublishNs"/>.</summary>
    [Key(8)]
    public List<StageTimingMessage> Stages { get; set => field = value ?? []; } = [];

    /// <summary>Frames of this source lost since its last world message, by cause; causes without losses are left out.</summary>
    [Key(9)]
    public List<DropCountMessage> Drops { get; set => field = value ?? []; } = [];

    /// <summary>What this message could contain.</summary>
    [Key(10)]
    public CapabilityMessage Capability { get; set => field = value ?? new CapabilityMessage(); } = new();

    [Key(11)]
    public List<TrackMessage> Tracks { get; set => field = value ?? []; } = [];

    /// <summary>The lane boundaries that are known at present, at most one for each position.</summary>
    [Key(12)]
    public List<LaneMessage> Lanes { get; set => field = value ?? []; } = [];

    /// <summary>The ego vehicle in its lane; null unless both ego boundaries and a calibration are there.</summary>
    [Key(13)]
    public EgoLaneMessage? EgoLane { get; set; }

    /// <summary>Null where no network tells the drivable area.</summary>
    [Key(14)]
    public DrivableMessage? Drivable { get; set; }

    /// <summary>The nearest vehicle in the ego lane, two-wheelers too; null where there is none. It may be one that is not seen now but predicted, for at most 500 ms: <see cref="TrackMessage.State"/> and <see cref="TrackMessage.SinceSeenNs"/> of its track tell.</summary>
    [Key(15)]
    public LeadMessage? Lead { get; set; }

    /// <summary>Why nothing metric is in this message, as one sentence; null where the source is calibrated.</summary>
    [Key(16)]
    public string? MetricAbsence { get; set; }

    /// <summary>What each camera of a rig gave to this message, in the rig's order; empty where the source is a single camera.</summary>
    [Key(17)]
    public List<CameraContributionMessage> Cameras { get; set => field = value ?? []; } = [];

    /// <summary>What the service leaves out to meet its deadline; the reason is in <see cref="CapabilityMessage.DegradedReason"/>.</summary>
    [Key(18)]
    public LoadRung Rung { get; set; }

    /// <summary>Where the road's horizon lies in this frame; null without a calibration, where the camera looks more than 45° aside, and where the source is a rig, whose cameras each have their own.</summary>
    [Key(19)]
    public HorizonMessage? Horizon { get; set; }
}
