namespace Evaluation.Lanes;

/// <summary>One image with labelled lane lines, in TuSimple's form.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Rows">The rows at which lines are labelled, source pixels.</param>
/// <param name="Lanes">For each line, its x at each of the rows; negative where the line has no point.</param>
public sealed record LaneTruthImage(string Path, IReadOnlyList<double> Rows, IReadOnlyList<IReadOnlyList<double>> Lanes);
