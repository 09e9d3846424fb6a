namespace Perception.Client;

/// <summary>The service was restarted: a source's sequence numbers and track identities begin anew.</summary>
/// <param name="SourceId">Whose messages.</param>
/// <param name="SequenceNumber">The number, smaller than expected, that showed it; null where hello told of it.</param>
public sealed record ServiceRestarted(string SourceId, long? SequenceNumber) : PerceptionNotice
{
    public override string Sentence =>
        $"source {SourceId}: the service was restarted, world numbers begin anew" + (SequenceNumber is { } number ? $" at {number}" : string.Empty);
}
