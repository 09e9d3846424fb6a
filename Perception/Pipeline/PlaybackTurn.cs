namespace Perception.Pipeline;

/// <summary>How a recorded drive goes on.</summary>
/// <param name="Seek">By how much the next frame lies from the last, forward or back; zero: it follows.</param>
public readonly record struct PlaybackTurn(TimeSpan Seek);
