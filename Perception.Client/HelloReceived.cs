namespace Perception.Client;

/// <summary>A hello message came in.</summary>
/// <param name="Hello">The message; the receiver's own.</param>
public sealed record HelloReceived(HelloMessage Hello) : PerceptionEvent;
