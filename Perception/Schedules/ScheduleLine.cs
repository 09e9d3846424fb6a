using System.Text.Json.Serialization;
using Perception.Pipeline;

namespace Perception.Schedules;

/// <summary>
/// One line of a schedule: the head (<see cref="Schedule"/> is set), one event, or the end (<see cref="End"/> is set). What is null is left out of the line.
/// </summary>
/// <remarks>
/// Events, by the key that says which it is: <see cref="Taken"/>, <see cref="Dropped"/> (by a link, the ladder or the rig, before processing),
/// <see cref="Failed"/> (taken, but dropped where a stage failed), <see cref="World"/> (published; it tells of the drops since the world before).
/// The frames' events of a rig name their <see cref="Camera"/>, and in place of the last one stand for each instant that was worked on, in that order:
/// one <see cref="Contribution"/> a camera, one <see cref="Told"/> a camera and cause of the losses that its world tells of, and the <see cref="Instant"/>.
/// </remarks>
internal readonly record struct ScheduleLine
{
    /// <summary>The format's version; in the head only.</summary>
    public int? Schedule { get; init; }

    public string? Source { get; init; }

    public string? Origin { get; init; }

    /// <summary>Whether the drive was played in a loop.</summary>
    public bool? Loop { get; init; }

    /// <summary>The source's; in the head only.</summary>
    public ScheduledInput? Input { get; init; }

    /// <summary>Whether the image's motion was measured; in the head only.</summary>
    public bool? ImageMotion { get; init; }

    /// <summary>The rig's id, in place of a single source.</summary>
    public string? Rig { get; init; }

    /// <summary>The rig's, in its order.</summary>
    public IReadOnlyList<ScheduledCamera>? Cameras { get; init; }

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

    /// <summary>What the camera gave to the instant.</summary>
    public string? Contribution { get; init; }

    /// <summary>How many frames of the camera the instant's world tells of as lost by the cause.</summary>
    public long? Told { get; init; }

    /// <summary>The number of an instant that was worked on.</summary>
    public long? Instant { get; init; }

    /// <summary>The message's sequence number; with an instant, null where nothing came of it.</summary>
    public long? World { get; init; }

    /// <summary>How many events there are.</summary>
    public long? End { get; init; }

    /// <summary>The id of the rig's camera that the event is of.</summary>
    public string? Camera { get; init; }

    public long? Frame { get; init; }

    /// <summary>Of the frame, or of the instant: nanoseconds, the source's clock.</summary>
    public long? CaptureTimeNs { get; init; }

    /// <summary>The rung that the frame was taken on, and why it was not the whole work.</summary>
    public string? Rung { get; init; }

    /// <summary>The cause of a drop.</summary>
    public string? Cause { get; init; }

    /// <summary>The stage that failed.</summary>
    public string? Stage { get; init; }

    /// <summary>Why, as one sentence.</summary>
    public string? Reason { get; init; }
}

/// <summary>A camera of the rig that a schedule was recorded of.</summary>
internal sealed record ScheduledCamera(string Source, string Origin, ScheduledInput Input);

/// <summary>A network that a schedule was recorded with.</summary>
internal sealed record ScheduledNetwork(string Name, string Sha256)
{
    /// <summary>How much of the hash messages show.</summary>
    public const int ShownDigits = 8;

    public static IReadOnlyList<ScheduledNetwork> Of(NetworkSet networks) =>
        [.. networks.Distinct.Select(network => new ScheduledNetwork(network.Manifest.Name, network.Manifest.Sha256))];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ScheduleLine))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
