namespace Perception.Client;

/// <summary>A world message came in.</summary>
/// <param name="World">The message; the receiver's own.</param>
public sealed record WorldReceived(WorldMessage World) : PerceptionEvent;
