using System.Globalization;

namespace Perception.Inference;

/// <summary>Reads a manifest's decoder parameters strictly: each in its range, none unknown.</summary>
internal sealed class DecoderParameters(NetworkManifest manifest)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Numbers from a minimum to a maximum; absent: the given ones.</summary>
    /// <exception cref="ManifestException">A number is out of range.</exception>
    public double[] Numbers(string name, double minimum, double maximum, double[] otherwise)
    {
        _known.Add(name);
        if (!manifest.Parameters.TryGetValue(name, out IReadOnlyList<double>? values))
        {
            return otherwise;
        }

        foreach (double value in values.Where(value => !(value >= minimum && value <= maximum)))
        {
            throw Fault(name, string.Create(CultureInfo.InvariantCulture, $"numbers from {minimum} to {maximum}"), value.ToString(CultureInfo.InvariantCulture));
        }

        return [.. values];
    }

    /// <inheritdoc cref="Numbers"/>
    public int[] Wholes(string name, int minimum, int maximum, int[] otherwise)
    {
        double[] values = Numbers(name, minimum, maximum, Array.ConvertAll(otherwise, value => (double)value));
        return Array.TrueForAll(values, value => value == Math.Floor(value))
            ? Array.ConvertAll(values, value => (int)value)
            : throw Fault(name, "whole numbers", "others");
    }

    /// <summary>One number.</summary>
    /// <inheritdoc cref="Numbers"/>
    public double One(string name, double minimum, double maximum, double otherwise)
    {
        double[] values = Numbers(name, minimum, maximum, [otherwise]);
        return values.Length == 1 ? values[0] : throw Fault(name, "one number", $"{values.Length}");
    }

    /// <summary>True where the parameter is [1], false where it is [0] or absent.</summary>
    /// <inheritdoc cref="Numbers"/>
    public bool Flag(string name) => One(name, 0, 1, 0) != 0;

    /// <exception cref="ManifestException">There is a parameter that the decoder did not ask for.</exception>
    public void Finish()
    {
        foreach (string name in manifest.Parameters.Keys.Where(name => !_known.Contains(name)))
        {
            throw new ManifestException(
                $"{manifest.ManifestPath}: unknown parameter '{name}'; the decoder {manifest.Decoder} knows {(_known.Count == 0 ? "none" : string.Join(", ", _known.Order(StringComparer.Ordinal)))}.");
        }
    }

    private ManifestException Fault(string name, string expected, string found) =>
        new($"{manifest.ManifestPath}: the parameter '{name}' expected {expected}, found {found}.");
}
