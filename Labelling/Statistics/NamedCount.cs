namespace Labelling.Statistics;

/// <summary>Boxes that share a source or a scene.</summary>
/// <param name="Name">Of the source or scene.</param>
/// <param name="Frames">On which they are.</param>
/// <param name="Labels">That training takes.</param>
/// <param name="Ignored">That it takes nothing from.</param>
public sealed record NamedCount(string Name, int Frames, int Labels, int Ignored);
