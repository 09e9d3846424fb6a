using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sensors.Yaml;

/// <summary>
/// One mapping of a YAML file, read strictly: each key is asked for by name and type, and what nobody asked for is refused.
/// </summary>
/// <remarks>Not thread safe; it lives while a file is being read. Every fault is a <see cref="YamlFormatException"/>.</remarks>
public sealed class YamlSection
{
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _asked = [];

    private YamlSection(string file, string path, YamlMappingNode node)
    {
        File = file;
        Path = path;
        _node = node;
    }

    /// <summary>The file that the section stands in.</summary>
    public string File { get; }

    /// <summary>Where the section stands in its file, e.g. <c>cameras[0].calibration</c>; empty for the whole document.</summary>
    public string Path { get; }

    /// <summary>The line, from 1, on which the section begins.</summary>
    public long Line => _node.Start.Line;

    /// <summary>Reads a file that holds one YAML document, a mapping.</summary>
    /// <exception cref="YamlFormatException">The file is not YAML, is empty, or holds something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static YamlSection Load(string file)
    {
        YamlStream stream = [];
        try
        {
            using StreamReader reader = new(file);
            stream.Load(reader);
        }
        catch (YamlException exception)
        {
            string found = exception.Message.ReplaceLineEndings(" ");
            throw new YamlFormatException($"{file}:{exception.Start.Line}: expected well-formed YAML, found: {found}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The parser's answer to some unbalanced brackets, without a position.
            throw new YamlFormatException($"{file}: expected well-formed YAML, found text that cannot be parsed ({exception.Message})", exception);
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            throw new YamlFormatException($"{file}: expected one YAML document with keys, found {DescribeDocuments(stream)}");
        }

        return new YamlSection(file, string.Empty, root);
    }

    /// <summary>The names of all keys; asking does not count as reading them.</summary>
    public IEnumerable<string> Keys => _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? string.Empty);

    /// <summary>Whether a key is there, whatever it holds; asking does not count as reading it.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether a key holds a mapping; asking does not count as reading it.</summary>
    public bool HasSection(string key) => Find(key) is YamlMappingNode;

    /// <summary>The line of a key's value, or of the section where the key is not there.</summary>
    public long LineOf(string key) => Find(key)?.Start.Line ?? Line;

    public string Text(string key) => OptionalText(key) ?? throw Missing(key, "text");

    /// <summary>A text on one line, for what is shown within a sentence.</summary>
    public string Name(string key) => Text(key) is var name && name.Any(char.IsControl) ? throw Wrong(key, "text on one line", "more") : name;

    public string? OptionalText(string key) => Take(key) is { } node ? Scalar(key, node, "text") : null;

    public double Number(string key) => OptionalNumber(key) ?? throw Missing(key, "a number");

    /// <summary>A finite number.</summary>
    public double? OptionalNumber(string key) => Take(key) is { } node ? ToNumber(key, node) : null;

    /// <summary>A number within a range.</summary>
    public double Number(string key, double minimum, double maximum) => OptionalNumber(key, minimum, maximum) ?? throw Missing(key, Span(minimum, maximum));

    /// <inheritdoc cref="Number(string, double, double)"/>
    public double? OptionalNumber(string key, double minimum, double maximum) => Take(key) is { } node ? ToNumber(key, node, minimum, maximum) : null;

    public int WholeNumber(string key) => OptionalWholeNumber(key) ?? throw Missing(key, "a whole number");

    public int? OptionalWholeNumber(string key)
    {
        if (Take(key) is not { } node)
        {
            return null;
        }

        string text = Scalar(key, node, "a whole number");
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Wrong(key, node, "a whole number", text);
    }

    /// <summary>A whole number within a range.</summary>
    public int WholeNumber(string key, int minimum, int maximum) => OptionalWholeNumber(key, minimum, maximum) ?? throw Missing(key, Span(minimum, maximum));

    /// <inheritdoc cref="WholeNumber(string, int, int)"/>
    public int? OptionalWholeNumber(string key, int minimum, int maximum) => OptionalNumber(key, minimum, maximum) is null ? null : OptionalWholeNumber(key);

    /// <summary>A <c>true</c> or <c>false</c>, or null where the key is not there.</summary>
    public bool? OptionalFlag(string key) => OptionalText(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        string other => throw Wrong(key, "true or false", other),
    };

    public YamlSection Section(string key) => OptionalSection(key) ?? throw Missing(key, "keys of its own");

    public YamlSection? OptionalSection(string key) => Take(key) is { } node ? ToSection(key, node) : null;

    /// <summary>A list of finite numbers.</summary>
    public IReadOnlyList<double>? OptionalNumbers(string key) =>
        OptionalList(key)?.Select((node, i) => ToNumber($"{key}[{i}]", node)).ToArray();

    /// <summary>A list of numbers within a range.</summary>
    public IReadOnlyList<double> Numbers(string key, double minimum, double maximum) =>
        OptionalList(key)?.Select((node, i) => ToNumber($"{key}[{i}]", node, minimum, maximum)).ToArray() ?? throw Missing(key, "a list");

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> TextList(string key) => OptionalTextList(key) ?? throw Missing(key, "a list");

    /// <inheritdoc cref="TextList"/>
    public IReadOnlyList<string>? OptionalTextList(string key) =>
        OptionalList(key)?.Select((node, i) => Scalar($"{key}[{i}]", node, "text")).ToArray();

    /// <summary>A list of mappings.</summary>
    public IReadOnlyList<YamlSection> Sections(string key) => OptionalSections(key) ?? throw Missing(key, "a list");

    /// <inheritdoc cref="Sections"/>
    public IReadOnlyList<YamlSection>? OptionalSections(string key) =>
        OptionalList(key)?.Select((node, i) => ToSection($"{key}[{i}]", node)).ToArray();

    /// <summary>One of an enumeration's values, written in camel case or with hyphens.</summary>
    public T Choice<T>(string key)
        where T : struct, Enum => Choice<T>(key, Text(key));

    /// <summary>The same of a text that stands at a key.</summary>
    public T Choice<T>(string key, string text)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text.Replace("-", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw Wrong(key, $"one of {string.Join(", ", Enum.GetNames<T>())}", $"'{text}'");
    }

    /// <summary>A mapping whose keys are free, from text to text.</summary>
    public IReadOnlyDictionary<string, string> OptionalTexts(string key)
    {
        Dictionary<string, string> texts = [];
        if (Take(key) is not { } node)
        {
            return texts;
        }

        foreach ((YamlNode name, YamlNode value) in ToSection(key, node)._node.Children)
        {
            string nameText = Scalar(key, name, "text");
            texts.Add(nameText, Scalar($"{key}.{nameText}", value, "text"));
        }

        return texts;
    }

    /// <summary>Refuses keys that nobody asked for; called once all known keys have been read.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (YamlNode key in _node.Children.Keys)
        {
            string text = key is YamlScalarNode scalar ? scalar.Value ?? string.Empty : key.NodeType.ToString();
            if (!_asked.Contains(text))
            {
                string known = string.Join(", ", _asked.Order(StringComparer.Ordinal));
                throw new YamlFormatException($"{File}:{key.Start.Line}: unknown key '{Join(text)}', expected one of {known}");
            }
        }
    }

    /// <summary>A fault at a key of this section, worded like every other.</summary>
    public YamlFormatException Wrong(string key, string expected, string found) =>
        new($"{File}:{LineOf(key)}: {Join(key)} expected {expected}, found {found}");

    private static string Span(double minimum, double maximum) => string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}");

    private static string DescribeDocuments(YamlStream stream) => stream.Documents.Count switch
    {
        0 => "an empty file",
        1 => $"a {stream.Documents[0].RootNode.NodeType.ToString().ToLowerInvariant()}",
        int count => $"{count} documents",
    };

    private YamlNode? Find(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node) ? node : null;

    private YamlNode? Take(string key)
    {
        _asked.Add(key);
        return Find(key);
    }

    private IReadOnlyList<YamlNode>? OptionalList(string key)
    {
        if (Take(key) is not { } node)
        {
            return null;
        }

        return node is YamlSequenceNode list ? [.. list.Children] : throw Wrong(key, node, "a list", Describe(node));
    }

    private double ToNumber(string key, YamlNode node)
    {
        string text = Scalar(key, node, "a finite number");
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        return isNumber && double.IsFinite(value) ? value : throw Wrong(key, node, "a finite number", text);
    }

    private double ToNumber(string key, YamlNode node, double minimum, double maximum)
    {
        string text = Scalar(key, node, Span(minimum, maximum));
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        return isNumber && value >= minimum && value <= maximum ? value : throw Wrong(key, node, Span(minimum, maximum), text);
    }

    private string Scalar(string key, YamlNode node, string expected)
    {
        if (node is not YamlScalarNode { Value: { Length: > 0 } text } scalar || IsNull(scalar))
        {
            throw Wrong(key, node, expected, Describe(node));
        }

        return text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t'))
            ? throw Wrong(key, node, $"{expected} without control characters", "some")
            : text;
    }

    /// <summary>Whether a value says that there is none (YAML 1.2, section 10.3.2).</summary>
    private static bool IsNull(YamlScalarNode node) => node.Style == ScalarStyle.Plain && node.Value is "~" or "null" or "Null" or "NULL";

    private YamlSection ToSection(string key, YamlNode node) =>
        node is YamlMappingNode mapping
            ? new YamlSection(File, Join(key), mapping)
            : throw Wrong(key, node, "keys of its own", Describe(node));

    private static string Describe(YamlNode node) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } text } scalar when !IsNull(scalar) => $"'{text}'",
        YamlScalarNode => "nothing",
        YamlSequenceNode => "a list",
        _ => "keys",
    };

    private string Join(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private YamlFormatException Missing(string key, string expected) =>
        new($"{File}:{Line}: the key '{Join(key)}' is missing, expected {expected}");

    private YamlFormatException Wrong(string key, YamlNode node, string expected, string found) =>
        new($"{File}:{node.Start.Line}: {Join(key)} expected {expected}, found {found}");
}
