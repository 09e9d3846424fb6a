namespace Evaluation.Metrics;

/// <summary>How errors lie within the standard deviations stated with them, as they come.</summary>
internal sealed class DeviationTally
{
    // What is stated to be certain may be far off, not infinitely.
    private const double LeastVariance = 1e-12;
    private readonly int[] _inside = new int[3];
    private readonly MeanTally _squares = new();

    /// <summary>Null without a value.</summary>
    public DeviationScore? Score => _squares.Mean is { } mean
        ? new DeviationScore(_squares.Count, Share(0), Share(1), Share(2), mean)
        : null;

    /// <param name="error">Stated less true.</param>
    /// <param name="variance">Stated with it, of the error's unit squared.</param>
    public void Add(double error, double variance)
    {
        double normalised = error * error / Math.Max(variance, LeastVariance);
        _squares.Add(normalised);
        for (int index = 0; index < _inside.Length; index++)
        {
            int deviations = index + 1;
            _inside[index] += normalised <= deviations * deviations ? 1 : 0;
        }
    }

    private double Share(int index) => _inside[index] / (double)_squares.Count;
}
