namespace Perception.Commands;

/// <summary>What <c>perceive listen</c> was asked for.</summary>
internal sealed class ListenOptions
{
    public required string Endpoint { get; init; }

    public bool Json { get; init; }

    /// <summary>With <see cref="Json"/>: also what differs between two runs over the same drive.</summary>
    public bool WithClockFields { get; init; } = true;

    /// <summary>World messages to stop after; null goes on until cancelled.</summary>
    public long? Count { get; init; }

    /// <summary>How long a world message may fail to come; null waits for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    public required TimeSpan StaleAfter { get; init; }
}
