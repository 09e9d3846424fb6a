namespace Perception.Client;

/// <summary>A source's sequence numbers began anew: the service was restarted, and track identities with it.</summary>
/// <param name="SourceId">Whose messages.</param>
/// <param name="SequenceNumber">The first number received of the new run.</param>
public sealed record ServiceRestarted(string SourceId, long SequenceNumber) : PerceptionNotice
{
    public override string Sentence => $"source {SourceId}: the service was restarted, world numbers begin anew at {SequenceNumber}";
}
