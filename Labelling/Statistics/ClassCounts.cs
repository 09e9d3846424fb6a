using Fusion.Tracking;

namespace Labelling.Statistics;

/// <summary>The boxes of one class.</summary>
/// <param name="Class">Vehicle, Pedestrian or TwoWheeler.</param>
/// <param name="Labels">That training takes.</param>
/// <param name="Ignored">That it takes nothing from.</param>
/// <param name="MeanConfidence">Of the labels; 0 where there are none.</param>
/// <param name="FromTruth">Labels from given truth.</param>
/// <param name="BySize">Labels by the side of the square of the same area: below each of <see cref="LabelCounts.Sides"/>, and larger.</param>
public sealed record ClassCounts(ObjectClass Class, int Labels, int Ignored, float MeanConfidence, int FromTruth, IReadOnlyList<int> BySize);
