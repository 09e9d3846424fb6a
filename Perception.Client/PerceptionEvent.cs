namespace Perception.Client;

/// <summary>What a subscriber is told: a message, or a notice about the stream.</summary>
public abstract record PerceptionEvent;
