namespace Labelling.Statistics;

/// <summary>What smoothing over time changed in one clip; the fields are <see cref="Tracking.SmoothedClip"/>'s.</summary>
public sealed record ClipCounts(string Scene, int Frames, int Tracks, int Carried, int Filled, int Flickers, int Doubtful);
