namespace Evaluation.Formats;

/// <summary>How often names occur, for a sentence on what is left out. Not thread safe.</summary>
public sealed class NameCounts
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int Total => _counts.Values.Sum();

    public void Add(string name) => _counts[name] = _counts.GetValueOrDefault(name) + 1;

    /// <returns>E.g. <c>lorry (5), tram (2)</c>, the most frequent first; empty where there are none.</returns>
    public override string ToString() => string.Join(", ", _counts.OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Key} ({entry.Value})"));
}
