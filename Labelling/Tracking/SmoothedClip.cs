using Labelling.Sets;

namespace Labelling.Tracking;

/// <summary>A clip's frames after smoothing, and what that changed.</summary>
/// <param name="Frames">In order.</param>
/// <param name="Tracks">Objects that keep an identity.</param>
/// <param name="Carried">Unsure boxes that became labels, because the object is sure before and after.</param>
/// <param name="Filled">Boxes to ignore, put where an object was missing between two frames.</param>
/// <param name="Flickers">Sure boxes of a single frame that became boxes to ignore.</param>
/// <param name="Doubtful">Sure boxes that became boxes to ignore, because the object is nowhere seen clearly.</param>
public sealed record SmoothedClip(IReadOnlyList<LabelledFrame> Frames, int Tracks, int Carried, int Filled, int Flickers, int Doubtful);
