using Fusion.Geometry;
using Fusion.Tracking;

namespace Labelling.Voting;

/// <summary>One network's say on one object in one view of the image.</summary>
/// <param name="Network">Which network says so.</param>
/// <param name="View">What it saw: <c>full</c>, <c>flip</c> or a part of the image.</param>
/// <param name="Class">What it says it is.</param>
/// <param name="Score">Confidence, 0 to 1.</param>
/// <param name="Box">Pixels of the whole image, upright.</param>
public readonly record struct Vote(string Network, string View, ObjectClass Class, float Score, Box Box)
{
    /// <summary>As it is named in <see cref="Sets.LabelledBox.Sources"/>.</summary>
    public string Source => $"{Network}/{View}";
}
