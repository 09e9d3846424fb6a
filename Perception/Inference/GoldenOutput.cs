namespace Perception.Inference;

/// <summary>What one output of a network holds for the <see cref="GoldenFrame"/>.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="IsSorted">Whether the values are taken after sorting, for outputs whose order means nothing.</param>
/// <param name="Rows">The rows of <see cref="GoldenColumns"/> that are kept.</param>
/// <param name="Samples">Their values, column after column.</param>
public sealed record GoldenOutput(string Name, bool IsSorted, IReadOnlyList<int> Rows, IReadOnlyList<float> Samples)
{
    private const int MaxSamples = 256;
    private const int LeastRows = 16;

    // Steps of it meet no grid at the same place again and again.
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>Keeps as many rows at even distances as rows that stand out, where objects and paint are.</summary>
    internal static GoldenOutput Of(TensorContract contract, ReadOnlySpan<float> output, bool isSorted)
    {
        GoldenColumns columns = new(contract.Shape);
        float[][] values = new float[columns.Count][];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = columns.Read(output, i, isSorted);
        }

        int half = Math.Min(Math.Max(LeastRows, MaxSamples / columns.Count), columns.Rows) / 2;
        int[] rows = [.. Spread(columns.Rows, Math.Max(half, 1)).Concat(Outstanding(values, half)).Distinct().Order()];
        return new GoldenOutput(contract.Name, isSorted, rows, Take(values, rows));
    }

    /// <summary>The values of another answer where these were taken; null where it has no such places.</summary>
    internal float[]? TakeFrom(TensorContract contract, ReadOnlySpan<float> output)
    {
        GoldenColumns columns = new(contract.Shape);
        if (Samples.Count != columns.Count * Rows.Count || Rows.Max() >= columns.Rows)
        {
            return null;
        }

        float[] samples = new float[Samples.Count];
        for (int i = 0; i < columns.Count; i++)
        {
            // A mask has a quarter of a million values, of which a few hundred are compared.
            float[]? sorted = IsSorted ? columns.Read(output, i, isSorted: true) : null;
            for (int k = 0; k < Rows.Count; k++)
            {
                samples[(i * Rows.Count) + k] = sorted is null ? columns.At(output, Rows[k], i) : sorted[Rows[k]];
            }
        }

        return samples;
    }

    /// <summary>Root mean square of the differences in a column as a share of its expected samples' standard deviation: the largest of all columns.</summary>
    internal double Difference(ReadOnlySpan<float> found)
    {
        double largest = 0;
        for (int start = 0; start < Samples.Count; start += Rows.Count)
        {
            double sum = 0, sumOfSquares = 0, missSquared = 0;
            for (int i = start; i < start + Rows.Count; i++)
            {
                double expected = Samples[i], miss = found[i] - expected;
                sum += expected;
                sumOfSquares += expected * expected;
                missSquared += miss * miss;
            }

            double mean = sum / Rows.Count;
            double deviation = Math.Sqrt(Math.Max((sumOfSquares / Rows.Count) - (mean * mean), 0));
            largest = Math.Max(largest, Math.Sqrt(missSquared / Rows.Count) / (deviation + GoldenOptions.LeastDeviation));
        }

        return largest;
    }

    private static IEnumerable<int> Spread(int rows, int count) =>
        Enumerable.Range(0, count).Select(i => (int)((i + ((i + 1) * GoldenRatio % 1)) * rows / count));

    private static IEnumerable<int> Outstanding(float[][] columns, int count)
    {
        double[] most = new double[columns[0].Length];
        foreach (float[] column in columns)
        {
            double mean = column.Average(value => (double)value);
            double deviation = Math.Sqrt(column.Average(value => (value - mean) * (value - mean)));
            for (int row = 0; row < most.Length; row++)
            {
                most[row] = Math.Max(most[row], Math.Abs(column[row] - mean) / (deviation + GoldenOptions.LeastDeviation));
            }
        }

        return Enumerable.Range(0, most.Length).OrderByDescending(row => most[row]).Take(count);
    }

    private static float[] Take(float[][] columns, int[] rows) => [.. columns.SelectMany(column => rows.Select(row => column[row]))];
}
