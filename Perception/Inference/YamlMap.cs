using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Perception.Inference;

/// <summary>A YAML mapping that is read strictly: each key once, none missing, none unknown, each error with its line.</summary>
internal sealed class YamlMap
{
    private readonly string _file;
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _read = [];

    private YamlMap(string file, YamlMappingNode node)
    {
        _file = file;
        _node = node;
    }

    /// <summary>The line in the file, from 1.</summary>
    public long Line => _node.Start.Line;

    public IEnumerable<string> Keys => _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    /// <exception cref="ManifestException">The file cannot be read or is not one YAML mapping.</exception>
    public static YamlMap Load(string file)
    {
        YamlStream stream = [];
        try
        {
            using StreamReader reader = new(file);
            stream.Load(reader);
        }
        catch (YamlException error)
        {
            throw new ManifestException($"{file}:{error.Start.Line}: expected YAML, found {OneLine(error.Message)}.", error);
        }
        catch (InvalidOperationException error)
        {
            // YamlDotNet's scanner throws this where a list or mapping in brackets is not closed.
            throw new ManifestException($"{file}: expected YAML, found brackets that are not closed.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"{file}: cannot be read: {OneLine(error.Message)}", error);
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            throw new ManifestException($"{file}: expected one YAML mapping, found {stream.Documents.Count} documents or another kind of node.");
        }

        return new YamlMap(file, root);
    }

    public bool Has(string key) => _node.Children.ContainsKey(new YamlScalarNode(key));

    public ManifestException Fault(string key, string expected, string found)
    {
        long line = Has(key) ? Find(key).Start.Line : Line;
        return new ManifestException($"{_file}:{line}: '{key}' expected {expected}, found {found}.");
    }

    public string Text(string key)
    {
        string? value = (Find(key) as YamlScalarNode)?.Value;
        return string.IsNullOrWhiteSpace(value) ? throw Fault(key, "a text", "something else") : value;
    }

    public double Number(string key, double minimum, double maximum) => Number(key, Find(key), minimum, maximum);

    public int Whole(string key, int minimum, int maximum) => Whole(key, Number(key, minimum, maximum));

    public IReadOnlyList<double> Numbers(string key, double minimum, double maximum) =>
        [.. Items(key).Select(node => Number(key, node, minimum, maximum))];

    public IReadOnlyList<int> Wholes(string key, int minimum, int maximum) =>
        [.. Numbers(key, minimum, maximum).Select(value => Whole(key, value))];

    public IReadOnlyList<string> Texts(string key) =>
        [.. Items(key).Select(node => (node as YamlScalarNode)?.Value ?? throw Fault(key, "a list of texts", "something else"))];

    public YamlMap Map(string key) =>
        Find(key) is YamlMappingNode node ? new YamlMap(_file, node) : throw Fault(key, "a mapping", "something else");

    public IReadOnlyList<YamlMap> Maps(string key) =>
    [
        .. Items(key).Select(node => node is YamlMappingNode mapping ? new YamlMap(_file, mapping) : throw Fault(key, "a list of mappings", "something else")),
    ];

    /// <summary>One of an enum's values, written in camel case or with hyphens.</summary>
    public T Choice<T>(string key)
        where T : struct, Enum => Choice<T>(key, Text(key));

    public T Choice<T>(string key, string text)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw Fault(key, $"one of {string.Join(", ", Enum.GetNames<T>())}", $"'{text}'");
    }

    /// <summary>Refuses any key that nobody asked for.</summary>
    public void Finish()
    {
        foreach (YamlNode key in _node.Children.Keys)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            if (!_read.Contains(name))
            {
                throw new ManifestException($"{_file}:{key.Start.Line}: unknown key '{name}'; known here: {string.Join(", ", _read.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    /// <summary>Says that a key is known here although it is optional and may be absent.</summary>
    public bool Optional(string key)
    {
        _read.Add(key);
        return Has(key);
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    private int Whole(string key, double value) =>
        value == Math.Floor(value) ? (int)value : throw Fault(key, "whole numbers", value.ToString(CultureInfo.InvariantCulture));

    private YamlNode Find(string key)
    {
        _read.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node)
            ? node
            : throw new ManifestException($"{_file}:{Line}: expected the key '{key}', found {string.Join(", ", Keys)}.");
    }

    private IList<YamlNode> Items(string key) =>
        Find(key) is YamlSequenceNode sequence ? sequence.Children : throw Fault(key, "a list", "something else");

    private double Number(string key, YamlNode node, double minimum, double maximum)
    {
        string text = (node as YamlScalarNode)?.Value ?? "something else";
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        return isNumber && value >= minimum && value <= maximum
            ? value
            : throw Fault(key, string.Create(CultureInfo.InvariantCulture, $"numbers from {minimum} to {maximum}"), $"'{text}'");
    }
}
