namespace Perception.Client;

/// <summary>World messages were lost on the way here; comes before the message that shows it.</summary>
/// <param name="SourceId">Whose messages.</param>
/// <param name="Expected">The sequence number that should have come.</param>
/// <param name="Found">The sequence number that came.</param>
public sealed record SequenceGap(string SourceId, long Expected, long Found) : PerceptionNotice
{
    /// <summary>How many were lost; without a sign, for a foreign writer's numbers may be further apart than 63 bits.</summary>
    public ulong Missed => unchecked((ulong)Found - (ulong)Expected);

    public override string Sentence => $"source {SourceId}: expected world {Expected}, found {Found}, so {Missed} lost on the way";
}
