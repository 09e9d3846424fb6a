using System.Text.Json;
using System.Text.Json.Nodes;

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
    /// <exception cref="EvaluationException">A file cannot be read.</exception>
    public static FigureComparison Read(string before, string after) => new(Flatten(before), Flatten(after));

    /// <summary>All figures that either run has, by path, with their values.</summary>
    public IEnumerable<(string Figure, double? Before, double? After)> Figures() =>
        _before.Keys.Union(_after.Keys).Order(StringComparer.Ordinal).Select(figure => (figure, Value(_before, figure), Value(_after, figure)));

    /// <summary>The budgets that the second run breaks, one sentence each.</summary>
    public List<string> Breaches(IEnumerable<Budget> budgets) =>
        [.. budgets.Select(budget => budget.Breach(Value(_before, budget.Figure), Value(_after, budget.Figure))).OfType<string>()];

    private static double? Value(SortedDictionary<string, double> figures, string figure) =>
        figures.TryGetValue(figure, out double value) ? value : null;

    private static SortedDictionary<string, double> Flatten(string path)
    {
        try
        {
            SortedDictionary<string, double> figures = new(StringComparer.Ordinal);
            Add(figures, string.Empty, JsonNode.Parse(File.ReadAllText(path)));
            return figures;
        }
        catch (JsonException fault)
        {
            throw new EvaluationException($"{path}: expected JSON, found a fault at line {fault.LineNumber + 1}.");
        }
        catch (FileNotFoundException)
        {
            throw new EvaluationException($"{path}: expected a file of figures, found none.");
        }
    }

    private static void Add(SortedDictionary<string, double> figures, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? member) in members)
                {
                    Add(figures, path.Length == 0 ? name : $"{path}.{name}", member);
                }

                break;
            case JsonValue value when value.TryGetValue(out double number):
                figures[path] = number;
                break;
            default:
                break;
        }
    }
}
