namespace Perception.Client;

/// <summary>A health message came in.</summary>
/// <param name="Health">The message; the receiver's own.</param>
public sealed record HealthReceived(HealthMessage Health) : PerceptionEvent;
