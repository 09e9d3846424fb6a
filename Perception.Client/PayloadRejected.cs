namespace Perception.Client;

/// <summary>Something came that is not a message of its topic; it was counted and left out.</summary>
/// <param name="Topic">The topic that it came under.</param>
/// <param name="Problem">One sentence: expected and found.</param>
public sealed record PayloadRejected(string Topic, string Problem) : PerceptionNotice
{
    public override string Sentence => $"topic {Topic}: {Problem}";
}
