using System.Text.Json;

namespace Evaluation.Reports;

/// <summary>Two runs' JSON figures side by side.</summary>
public sealed class FigureComparison
{
    private readonly SortedDictionary<string, double> _before;
    private readonly SortedDictionary<string, double> _after;

    private FigureComparison(SortedDictionary<string, double> before, SortedDictionary<string, double> after)
    {
        _before = before;
        _after = after;
    }

    /// <summary>Reads two files that the evaluate commands wrote with --json, or replay with --summary.</summary>
    /// <exception cref="EvaluationException">A file cannot be read, or no figure is in both.</exception>
    public static FigureComparison Read(string before, string after)
    {
        FigureComparison read = new(FiguresOf(before), FiguresOf(after));
        return read._before.Keys.Any(read._after.ContainsKey)
            ? read
            : throw new EvaluationException($"{before} and {after}: expected figures that both have, found none of {read._before.Count} and {read._after.Count}.");
    }

    /// <summary>All figures that either run has, by path, with their values.</summary>
    public IEnumerable<(string Figure, double? Before, double? After)> Figures() =>
        _before.Keys.Union(_after.Keys).Order(StringComparer.Ordinal).Select(figure => (figure, Value(_before, figure), Value(_after, figure)));

    /// <summary>The budgets that the second run breaks, one sentence each.</summary>
    public List<string> Breaches(IEnumerable<Budget> budgets) =>
        [.. budgets.Select(budget => budget.Breach(Value(_before, budget.Figure), Value(_after, budget.Figure))).OfType<string>()];

    private static double? Value(SortedDictionary<string, double> figures, string figure) =>
        figures.TryGetValue(figure, out double value) ? value : null;

    private static SortedDictionary<string, double> FiguresOf(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new FlatFigures(path).Of(document.RootElement)
                : throw new EvaluationException($"{path}: expected a JSON object of figures, found JSON of another kind ({document.RootElement.ValueKind}).");
        }
        catch (JsonException fault)
        {
            throw new EvaluationException($"{path}: expected JSON, found a fault at line {fault.LineNumber + 1}.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EvaluationException($"{path}: expected a file of figures, found none.");
        }
    }
}
