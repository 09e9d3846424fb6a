using Fusion.Tracking;
using Labelling.Sets;

namespace Perception.Teaching;

/// <summary>Given truth of one image.</summary>
/// <param name="Boxes">Pixels of the source image; what is cut off at its edges is clipped.</param>
/// <param name="Classes">What the truth tells of; of other classes it says nothing.</param>
public sealed record GivenLabels(IReadOnlyList<LabelledBox> Boxes, IReadOnlySet<ObjectClass> Classes)
{
    /// <summary>Whether nothing else is in the image, so that no network need be asked.</summary>
    public bool IsComplete { get; init; }
}
