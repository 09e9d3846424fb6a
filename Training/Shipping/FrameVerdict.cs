using Fusion.Geometry;

namespace Training.Shipping;

/// <summary>What a network got wrong in one frame. Pixels of the frame.</summary>
/// <param name="Found">Labelled objects that it found.</param>
/// <param name="Missed">Labelled objects that it did not find.</param>
/// <param name="False">What it took for an object and is none.</param>
internal sealed record FrameVerdict(IReadOnlyList<Box> Found, IReadOnlyList<Box> Missed, IReadOnlyList<Box> False)
{
    /// <summary>Larger is worse: the heights of what is missed or false.</summary>
    public float Weight => Missed.Sum(box => box.Height) + False.Sum(box => box.Height);
}
