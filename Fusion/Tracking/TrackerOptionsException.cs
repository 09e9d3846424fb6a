namespace Fusion.Tracking;

/// <summary>A tracker option is out of its range; the message names it.</summary>
public sealed class TrackerOptionsException(string message) : Exception(message);
