using System.Text.Json.Nodes;

namespace Evaluation.Formats;

/// <summary>Boxes of result files that are scored as the data set's rules have it, but that no tracker means.</summary>
/// <param name="Inverted">Boxes whose right or lower edge is not beyond the left or upper one: they match nothing. Not counted where 3D boxes are scored.</param>
/// <param name="UnknownClass">Boxes of a class that the data set does not have: they are not scored.</param>
public readonly record struct OddResults(int Inverted, int UnknownClass)
{
    /// <summary>Counts them in one file.</summary>
    /// <param name="results">Its boxes.</param>
    /// <param name="classes">The data set's, as boxes have them.</param>
    public static OddResults Of(IReadOnlyCollection<LabelledBox> results, IReadOnlySet<string> classes) =>
        new(results.Count(box => !(box.Width > 0 && box.Height > 0)), results.Count(box => !classes.Contains(box.Class)));

    public static OddResults operator +(OddResults one, OddResults other) => new(one.Inverted + other.Inverted, one.UnknownClass + other.UnknownClass);

    /// <returns>One line that tells of them; empty where there are none.</returns>
    public override string ToString()
    {
        string[] told =
        [
            .. Inverted > 0 ? [$"{Inverted} inverted or without area"] : Array.Empty<string>(),
            .. UnknownClass > 0 ? [$"{UnknownClass} of a class that the data set does not have"] : Array.Empty<string>(),
        ];
        return told.Length == 0 ? string.Empty : $"boxes in the results: {string.Join(", ", told)}";
    }

    public JsonObject ToJson() => new() { ["inverted"] = Inverted, ["unknownClass"] = UnknownClass };
}
