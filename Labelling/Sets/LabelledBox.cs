using Fusion.Geometry;
using Fusion.Tracking;

namespace Labelling.Sets;

/// <summary>One object of a labelled frame. Pixels of the stored image, half-open.</summary>
public sealed record LabelledBox
{
    /// <summary>Vehicle, Pedestrian or TwoWheeler.</summary>
    public required ObjectClass Class { get; init; }

    public required float XMin { get; init; }

    public required float YMin { get; init; }

    public required float XMax { get; init; }

    public required float YMax { get; init; }

    /// <summary>How sure the label is, 0 to 1; 1 for given truth.</summary>
    public required float Confidence { get; init; }

    /// <summary>Neither an object to find nor background: training takes nothing from these pixels.</summary>
    public bool Ignore { get; init; }

    /// <summary>Who says so: names of networks with the view they saw, <c>track</c>, or <c>truth</c>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Identity over the frames of one scene, or null.</summary>
    public int? Track { get; init; }

    /// <summary>Where it is.</summary>
    public Box ToBox() => new(XMin, YMin, XMax, YMax);
}
