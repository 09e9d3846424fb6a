namespace Fusion.Lanes;

/// <summary>A lane tracker option is out of its range; the message names it.</summary>
public sealed class LaneTrackerOptionsException(string message) : Exception(message);
