namespace Evaluation.Metrics;

/// <summary>A mean as it grows.</summary>
internal sealed class MeanTally
{
    private double _sum;

    public int Count { get; private set; }

    /// <summary>Null without a value.</summary>
    public double? Mean => Count == 0 ? null : _sum / Count;

    public void Add(double value)
    {
        _sum += value;
        Count++;
    }
}
