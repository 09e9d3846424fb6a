using System.Text.Json;

namespace Evaluation.Reports;

/// <summary>The numbers of a JSON file by their path, e.g. <c>combined.car.HOTA</c> or <c>range.car.0-20.absRel</c>.</summary>
/// <param name="file">Named in faults.</param>
internal sealed class FlatFigures(string file)
{
    private readonly SortedDictionary<string, double> _figures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _paths = [];

    /// <exception cref="EvaluationException">A key is there twice, or a number is too large.</exception>
    public SortedDictionary<string, double> Of(JsonElement root)
    {
        AddMembers(string.Empty, root);
        return _figures;
    }

    private void AddMembers(string path, JsonElement members)
    {
        foreach (JsonProperty member in members.EnumerateObject())
        {
            Add(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
        }
    }

    private void Add(string path, JsonElement element)
    {
        if (!_paths.Add(path))
        {
            throw new EvaluationException($"{file}: expected each figure once, found {path} twice.");
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                AddMembers(path, element);
                break;
            case JsonValueKind.Array:
                JsonElement[] items = [.. element.EnumerateArray()];
                string?[] keys = [.. items.Select(KeyOf)];
                bool areKeyed = keys.All(key => key is not null) && keys.Distinct().Count() == keys.Length;
                for (int i = 0; i < items.Length; i++)
                {
                    Add(areKeyed ? $"{path}.{keys[i]}" : $"{path}.{i}", items[i]);
                }

                break;
            case JsonValueKind.Number:
                _figures[path] = element.TryGetDouble(out double number) && double.IsFinite(number)
                    ? number
                    : throw new EvaluationException($"{file}: {path}: expected a finite number, found {element.GetRawText()}.");
                break;
            default:
                break;
        }
    }

    /// <summary>What tells an element from the others of its list: its band, or its name. Null where it has neither.</summary>
    private static string? KeyOf(JsonElement element) =>
        element.ValueKind != JsonValueKind.Object ? null
        : element.TryGetProperty("from", out JsonElement from) && element.TryGetProperty("to", out JsonElement to) ? $"{from}-{to}"
        : element.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString()
        : null;
}
