using Fusion.Geometry;
using Fusion.Tracking;

namespace Evaluation.Drives;

/// <summary>One track of a message, as it is scored.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Group">What it is.</param>
/// <param name="Box">In the source image.</param>
/// <param name="IsSeen">Seen in this frame, not only predicted.</param>
/// <param name="State">Where it is on the ground; null without a range.</param>
public readonly record struct ScoredTrack(int Id, ObjectGroup Group, Box Box, bool IsSeen, ScoredState? State);
