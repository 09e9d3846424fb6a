using System.Text.Json.Nodes;

namespace Evaluation.Formats;

/// <summary>Boxes of result files that are scored as the data set's rules have it, but that no tracker means; and truth that is not scored.</summary>
/// <param name="Inverted">Boxes whose right or lower edge is not beyond the left or upper one: they match nothing. Not counted where 3D boxes are scored.</param>
/// <param name="UnknownClass">Boxes of a class that the data set does not have: they are not scored.</param>
/// <param name="UnknownTruth">The same in the truth.</param>
public readonly record struct OddResults(int Inverted, int UnknownClass, int UnknownTruth)
{
    /// <summary>Counts them in one sequence.</summary>
    /// <param name="results">Boxes of its result file.</param>
    /// <param name="truth">Boxes of its truth file.</param>
    /// <param name="classes">The data set's, as boxes have them.</param>
    public static OddResults Of(IReadOnlyCollection<LabelledBox> results, IReadOnlyCollection<LabelledBox> truth, IReadOnlySet<string> classes) =>
        new(results.Count(box => !(box.Width > 0 && box.Height > 0)), results.Count(box => !classes.Contains(box.Class)), truth.Count(box => !classes.Contains(box.Class)));

    public static OddResults operator +(OddResults one, OddResults other) =>
        new(one.Inverted + other.Inverted, one.UnknownClass + other.UnknownClass, one.UnknownTruth + other.UnknownTruth);

    /// <returns>A line for those of the results and one for those of the truth; empty where there are none.</returns>
    public override string ToString()
    {
        string[] told =
        [
            .. Inverted > 0 ? [$"{Inverted} inverted or without area"] : Array.Empty<string>(),
            .. UnknownClass > 0 ? [$"{UnknownClass} of a class that the data set does not have"] : Array.Empty<string>(),
        ];
        string results = told.Length == 0 ? string.Empty : $"boxes in the results: {string.Join(", ", told)}";
        string truth = UnknownTruth == 0 ? string.Empty : $"boxes in the truth: {UnknownTruth} of a class that the data set does not have";
        return string.Join('\n', new[] { results, truth }.Where(line => line.Length > 0));
    }

    public JsonObject TruthToJson() => new() { ["unknownClass"] = UnknownTruth };

    public JsonObject ResultsToJson() => new() { ["inverted"] = Inverted, ["unknownClass"] = UnknownClass };
}
