using System.Text.Json;

namespace Perception.Inference;

/// <summary>Which provider computes how many of a network's nodes, as ONNX Runtime's own profile of a run tells it. Immutable.</summary>
public sealed class NodePlacement
{
    private const string NodeCategory = "Node";
    private const string KernelSuffix = "_kernel_time";

    private NodePlacement(SortedDictionary<string, int> nodes, SortedSet<string> processorOperators)
    {
        Nodes = nodes;
        ProcessorOperators = [.. processorOperators];
    }

    /// <summary>How many nodes by ONNX Runtime's name of the provider; nodes that were merged into one count once.</summary>
    public IReadOnlyDictionary<string, int> Nodes { get; }

    /// <summary>Operators of the nodes that the processor computes.</summary>
    public IReadOnlyList<string> ProcessorOperators { get; }

    /// <summary>How many nodes the processor computes.</summary>
    public int OnProcessor => Nodes.GetValueOrDefault(ExecutionProviders.RuntimeName(ExecutionProvider.Cpu));

    /// <summary>How many nodes another than the given provider computes, in words; null where it computes all.</summary>
    public string? Elsewhere(ExecutionProvider provider)
    {
        KeyValuePair<string, int>[] others = [.. Nodes.Where(node => node.Key != ExecutionProviders.RuntimeName(provider))];
        string operators = ProcessorOperators.Count == 0 || provider == ExecutionProvider.Cpu ? "" : $"; on the processor: {string.Join(", ", ProcessorOperators)}";
        return others.Length == 0 ? null : $"{string.Join(", ", others.Select(node => $"{node.Value} of {Nodes.Values.Sum()} nodes run on {node.Key}"))}{operators}";
    }

    /// <summary>Reads the profile of a session: JSON, an event for each node's kernel with its provider.</summary>
    /// <exception cref="InferenceException">It is not such a profile.</exception>
    public static NodePlacement Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            SortedDictionary<string, int> nodes = new(StringComparer.Ordinal);
            SortedSet<string> operators = new(StringComparer.Ordinal);
            HashSet<string> seen = [];
            foreach (JsonElement item in document.RootElement.EnumerateArray())
            {
                bool isKernel = item.TryGetProperty("cat", out JsonElement category) && category.GetString() == NodeCategory
                    && item.GetProperty("name").GetString() is { } name && name.EndsWith(KernelSuffix, StringComparison.Ordinal) && seen.Add(name);
                if (!isKernel)
                {
                    continue;
                }

                JsonElement arguments = item.GetProperty("args");
                string provider = arguments.GetProperty("provider").GetString()!;
                nodes[provider] = nodes.GetValueOrDefault(provider) + 1;
                if (provider == ExecutionProviders.RuntimeName(ExecutionProvider.Cpu))
                {
                    operators.Add(arguments.GetProperty("op_name").GetString()!);
                }
            }

            return new NodePlacement(nodes, operators);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            throw new InferenceException($"{path}: expected a profile of ONNX Runtime, found: {RuntimeFault.OneLine(error.Message)}.", error);
        }
    }
}
