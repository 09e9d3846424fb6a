namespace Perception.Pipeline;

/// <summary>A stage stood still with a frame and was started anew; the message names frame and time.</summary>
public sealed class StageStalledException(string message) : Exception(message);
