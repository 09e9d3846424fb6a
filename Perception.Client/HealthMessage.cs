using System.Text.Json.Serialization;
using MessagePack;

namespace Perception.Client;

/// <summary>How the service is, once a second.</summary>
[MessagePackObject]
public sealed class HealthMessage : IPublishedMessage
{
    /// <summary>The first frame of the ZeroMQ message.</summary>
    [IgnoreMember]
    [JsonPropertyOrder(-1)]
    public string Topic => Topics.Health;

    /// <summary>The writer's <see cref="WireSchema.Version"/>.</summary>
    [Key(0)]
    public int SchemaVersion { get; set; }

    /// <summary>Counts the health messages of this run from 0, without holes.</summary>
    [Key(1)]
    public long SequenceNumber { get; set; }

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z.</summary>
    [Key(2)]
    public long PublishTimeNs { get; set; }

    [Key(3)]
    public HealthState State { get; set; }

    /// <summary>Since the service started, nanoseconds, monotonic.</summary>
    [Key(4)]
    public long UptimeNs { get; set; }

    /// <summary>Why the state is what it is, as one sentence; where all is well the last such sentence, null where there was none.</summary>
    [Key(5)]
    public string? LastFault { get; set; }

    /// <summary>Resident memory of the process, bytes.</summary>
    [Key(6)]
    public long ResidentBytes { get; set; }

    /// <summary>Managed heap in use, with the garbage since the last collection, bytes.</summary>
    [Key(7)]
    public long ManagedHeapBytes { get; set; }

    /// <summary>One entry for each source.</summary>
    [Key(8)]
    public List<SourceHealthMessage> Sources { get; set => field = value ?? []; } = [];

    /// <summary>One entry for each network, in the order of <see cref="HelloMessage.Networks"/>.</summary>
    [Key(9)]
    public List<NetworkHealthMessage> Networks { get; set => field = value ?? []; } = [];

    /// <summary>One entry for each rig, in the order of <see cref="HelloMessage.Rigs"/>.</summary>
    [Key(10)]
    public List<RigHealthMessage> Rigs { get; set => field = value ?? []; } = [];
}
