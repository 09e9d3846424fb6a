namespace Evaluation.Detection;

/// <summary>One image with its labelled objects.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Boxes">Every object and region.</param>
public sealed record TruthImage(string Path, IReadOnlyList<TruthBox> Boxes);
