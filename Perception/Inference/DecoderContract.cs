namespace Perception.Inference;

/// <summary>Checks, when a decoder is made, that the manifest's outputs have the shapes that it takes.</summary>
internal static class DecoderContract
{
    /// <summary>A dimension that may have any size.</summary>
    public const int Any = -1;

    /// <exception cref="ManifestException">The output is missing, is not float or has another shape.</exception>
    public static TensorContract Output(NetworkManifest manifest, string decoder, int index, params ReadOnlySpan<int> shape) =>
        Output(manifest, decoder, index, TensorKind.Float, shape);

    /// <inheritdoc cref="Output(NetworkManifest, string, int, ReadOnlySpan{int})"/>
    public static TensorContract Output(NetworkManifest manifest, string decoder, int index, TensorKind kind, params ReadOnlySpan<int> shape)
    {
        TensorContract? output = index < manifest.Outputs.Count ? manifest.Outputs[index] : null;
        bool matches = output != null && output.Kind == kind && output.Shape.Count == shape.Length;
        for (int i = 0; matches && i < shape.Length; i++)
        {
            matches = shape[i] == Any || shape[i] == output!.Shape[i];
        }

        if (matches)
        {
            return output!;
        }

        string expected = string.Join(',', shape.ToArray().Select(dimension => dimension == Any ? "any" : $"{dimension}"));
        throw new ManifestException(
            $"{manifest.ManifestPath}: the decoder {decoder} expected output {index} to be [{expected}] {kind}, found {output?.ToString() ?? "none"}.");
    }

    /// <summary>How many class scores an output has behind the decoder's own values.</summary>
    /// <param name="manifest">Named in the message.</param>
    /// <param name="output">The output.</param>
    /// <param name="dimension">The one along which the values and the scores lie.</param>
    /// <param name="ownValues">How many values come before the scores.</param>
    /// <exception cref="ManifestException">There is none.</exception>
    public static int ClassCount(NetworkManifest manifest, TensorContract output, int dimension, int ownValues)
    {
        int count = output.Shape[dimension] - ownValues;
        return count > 0
            ? count
            : throw new ManifestException(
                $"{manifest.ManifestPath}: the decoder {manifest.Decoder} expected more than {ownValues} in dimension {dimension} of {output.Name}, for the classes' scores, found {output}.");
    }
}
