using System.ComponentModel.DataAnnotations;

namespace Perception.Publishing;

/// <summary>Where and how messages are published.</summary>
public sealed class PublisherOptions
{
    /// <summary><c>tcp://HOST:PORT</c> to bind (HOST may be <c>*</c>; port 0 takes a free one) or <c>inproc://NAME</c>.</summary>
    public string Endpoint { get; init; } = "tcp://127.0.0.1:5556";

    /// <summary>
    /// How many messages may wait for one slow subscriber; beyond it, that subscriber alone loses the newest ones.
    /// Bounds the memory that a subscriber can hold in the service.
    /// </summary>
    [Range(1, 100_000)]
    public int SendHighWatermark { get; init; } = 1000;

    /// <summary>How long messages already published may go on being sent after <see cref="Publisher.Dispose"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(1);
}
