using System.Text.Json.Serialization;
using MessagePack;

namespace Perception.Client;

/// <summary>What does not change while the service runs; repeated once a second so that late joiners have it.</summary>
[MessagePackObject]
public sealed class HelloMessage : IPublishedMessage
{
    /// <summary>The first frame of the ZeroMQ message.</summary>
    [IgnoreMember]
    [JsonPropertyOrder(-1)]
    public string Topic => Topics.Hello;

    /// <summary>The writer's <see cref="WireSchema.Version"/>.</summary>
    [Key(0)]
    public int SchemaVersion { get; set; }

    /// <summary>The writer's <see cref="WireSchema.Hash"/>: equal hashes mean equal contracts.</summary>
    [Key(1)]
    public string SchemaHash { get; set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Counts the hello messages of this run from 0, without holes.</summary>
    [Key(2)]
    public long SequenceNumber { get; set; }

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z.</summary>
    [Key(3)]
    public long PublishTimeNs { get; set; }

    /// <summary>When this run started, nanoseconds since 1970-01-01T00:00:00Z; a change means that the service was restarted.</summary>
    [Key(4)]
    public long StartTimeNs { get; set; }

    [Key(5)]
    public string ServiceVersion { get; set => field = value ?? string.Empty; } = string.Empty;

    [Key(6)]
    public List<SourceMessage> Sources { get; set => field = value ?? []; } = [];

    [Key(7)]
    public List<NetworkMessage> Networks { get; set => field = value ?? []; } = [];

    /// <summary>Indexed by <see cref="StageTimingMessage.Stage"/>.</summary>
    [Key(8)]
    public List<string> StageNames { get; set => field = value ?? []; } = [];

    /// <summary>Indexed by <see cref="DropCountMessage.Cause"/>.</summary>
    [Key(9)]
    public List<string> DropCauseNames { get; set => field = value ?? []; } = [];

    /// <summary>Indexed by <see cref="ObjectClass"/>: a reader older than the writer finds new classes' names here.</summary>
    [Key(10)]
    public List<string> ClassNames { get; set => field = value ?? []; } = [];

    /// <summary>Cameras whose frames become one world; their own worlds are not published.</summary>
    [Key(11)]
    public List<RigMessage> Rigs { get; set => field = value ?? []; } = [];

    /// <summary>The rungs of the load-shedding ladder that this run can take, by their names in <see cref="LoadRung"/>; only <c>full</c> where no load is shed.</summary>
    [Key(12)]
    public List<string> Rungs { get; set => field = value ?? []; } = [];

    /// <summary>Why each other rung is left out, a sentence each; where no load is shed, one sentence that says so.</summary>
    [Key(13)]
    public List<string> AbsentRungs { get; set => field = value ?? []; } = [];
}
