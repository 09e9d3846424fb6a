namespace Perception.Client;

/// <summary>Something about the stream that a planner should act on.</summary>
public abstract record PerceptionNotice : PerceptionEvent
{
    /// <summary>The notice as one sentence.</summary>
    public abstract string Sentence { get; }
}
