namespace Perception.Benchmarks;

/// <summary>The middle of measured values.</summary>
internal static class Median
{
    /// <param name="values">At least one; of an even number the mean of the middle two.</param>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
