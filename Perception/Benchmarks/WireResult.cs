using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench wire</c> found: medians of the rounds; ratios are taken round by round.</summary>
public sealed record WireResult
{
    public required int PayloadBytes { get; init; }

    public required int Rounds { get; init; }

    /// <summary>The service's publisher against MessagePack and NetMQ alone, both to a bare NetMQ subscriber in this process.</summary>
    public required WireComparison InProcess { get; init; }

    /// <summary>The same against NetMQ that only sends bytes that are there already.</summary>
    public required WireComparison InProcessPrepared { get; init; }

    /// <summary>The service's publisher to the C# client, which gives typed messages and watches sequence numbers, against <see cref="InProcess"/>'s yardstick.</summary>
    public required WireComparison InProcessClient { get; init; }

    /// <summary>As <see cref="InProcess"/>, to a bare Python subscriber in a process of its own; null where Python has no pyzmq.</summary>
    public required WireComparison? Python { get; init; }

    /// <summary>As <see cref="InProcessPrepared"/>, to Python.</summary>
    public required WireComparison? PythonPrepared { get; init; }

    /// <summary>The service's publisher with a subscriber beside that never reads, against the same without it.</summary>
    public required WireComparison StalledSubscriber { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, WireJson.Default.WireResult);
}

/// <summary>Two ways measured in turn.</summary>
/// <param name="LatencyMicroseconds">Of the way that is judged.</param>
/// <param name="YardstickLatencyMicroseconds">Of what it is judged against.</param>
/// <param name="LatencyRatio">The first to the second; the goal is at most 1.15.</param>
/// <param name="MessagesPerSecond">Of the way that is judged.</param>
/// <param name="YardstickMessagesPerSecond">Of what it is judged against.</param>
/// <param name="TimeRatio">Time a message at that rate, the first to the second; the goal is at most 1.15.</param>
public sealed record WireComparison(
    double LatencyMicroseconds, double YardstickLatencyMicroseconds, double LatencyRatio,
    double MessagesPerSecond, double YardstickMessagesPerSecond, double TimeRatio)
{
    /// <param name="rounds">The judged way and its yardstick, measured one after the other.</param>
    public static WireComparison Of(IReadOnlyList<(WireTimes Ours, WireTimes Yardstick)> rounds) => new(
        Median.Of(rounds.Select(round => round.Ours.LatencyMicroseconds)),
        Median.Of(rounds.Select(round => round.Yardstick.LatencyMicroseconds)),
        Median.Of(rounds.Select(round => round.Ours.LatencyMicroseconds / round.Yardstick.LatencyMicroseconds)),
        Median.Of(rounds.Select(round => round.Ours.MessagesPerSecond)),
        Median.Of(rounds.Select(round => round.Yardstick.MessagesPerSecond)),
        Median.Of(rounds.Select(round => round.Yardstick.MessagesPerSecond / round.Ours.MessagesPerSecond)));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(WireResult))]
internal sealed partial class WireJson : JsonSerializerContext;
