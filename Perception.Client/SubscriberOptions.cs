using System.ComponentModel.DataAnnotations;

namespace Perception.Client;

/// <summary>Where and how a subscriber listens.</summary>
public sealed class SubscriberOptions
{
    /// <summary>The publisher's endpoint: <c>tcp://HOST:PORT</c> or <c>inproc://NAME</c>; none that only a service can bind (<c>*</c>, <c>0.0.0.0</c> or <c>[::]</c> for HOST, 0 for PORT).</summary>
    public string Endpoint { get; init; } = "tcp://127.0.0.1:5556";

    /// <summary>How many messages may wait here unread; beyond it new ones are lost (and show as a gap).</summary>
    [Range(1, 100_000)]
    public int ReceiveHighWatermark { get; init; } = 1000;

    /// <summary>The largest message that is accepted, bytes; a sender of larger ones is disconnected.</summary>
    [Range(1_000, 1_000_000_000)]
    public int MaxMessageBytes { get; init; } = 16_000_000;

    /// <summary>A source without a world message for so long is stale.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMilliseconds(500);
}
