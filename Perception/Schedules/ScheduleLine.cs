using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perception.Schedules;

/// <summary>
/// One line of a schedule: either the head (<see cref="Schedule"/> is set), or one event. What is null is left out of the line.
/// </summary>
/// <remarks>
/// Events, by the key that says which it is: <see cref="Taken"/>, <see cref="Dropped"/> (by a link or the ladder, before processing),
/// <see cref="Failed"/> (taken, but dropped where a stage failed), <see cref="World"/> (published; it tells of the drops since the world before).
/// </remarks>
internal sealed record ScheduleLine
{
    /// <summary>The format's version; in the head only.</summary>
    public int? Schedule { get; init; }

    public string? Source { get; init; }

    public string? Origin { get; init; }

    /// <summary>Whether the drive was played in a loop.</summary>
    public bool? Loop { get; init; }

    /// <summary>Name and SHA-256 of each network, in the order of their use.</summary>
    public IReadOnlyList<ScheduledNetwork>? Networks { get; init; }

    /// <summary>Since the recording began, nanoseconds, monotonic.</summary>
    public long? AtNs { get; init; }

    /// <summary>The place in the order of processing.</summary>
    public long? Taken { get; init; }

    /// <summary>The dropped frame.</summary>
    public long? Dropped { get; init; }

    /// <summary>The place in the order of processing of the frame that failed.</summary>
    public long? Failed { get; init; }

    /// <summary>The message's sequence number.</summary>
    public long? World { get; init; }

    public long? Frame { get; init; }

    /// <summary>The rung that the frame was taken on, and why it was not the whole work.</summary>
    public string? Rung { get; init; }

    /// <summary>The cause of a drop.</summary>
    public string? Cause { get; init; }

    /// <summary>The stage that failed.</summary>
    public string? Stage { get; init; }

    /// <summary>Why, as one sentence.</summary>
    public string? Reason { get; init; }
}

/// <summary>A network that a schedule was recorded with.</summary>
internal sealed record ScheduledNetwork(string Name, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ScheduleLine))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
