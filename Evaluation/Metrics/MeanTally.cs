namespace Evaluation.Drives;

/// <summary>A mean as it grows.</summary>
internal struct MeanTally
{
    private double _sum;

    public int Count { get; private set; }

    /// <summary>Null without a value.</summary>
    public readonly double? Mean => Count == 0 ? null : Math.Round(_sum / Count, 4);

    public void Add(double value)
    {
        _sum += value;
        Count++;
    }
}
