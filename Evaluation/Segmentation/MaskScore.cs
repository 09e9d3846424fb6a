namespace Evaluation.Segmentation;

/// <summary>Pixels counted over a data set for one class: found and true, found and not, missed.</summary>
public readonly record struct MaskScore(long TruePositives, long FalsePositives, long FalseNegatives)
{
    /// <summary>Intersection over union over all pixels of the data set; NaN where there is nothing.</summary>
    public double IntersectionOverUnion => TruePositives / (double)(TruePositives + FalsePositives + FalseNegatives);

    public double Precision => TruePositives / (double)(TruePositives + FalsePositives);

    public double Recall => TruePositives / (double)(TruePositives + FalseNegatives);

    public static MaskScore operator +(MaskScore left, MaskScore right) => left.Add(right);

    public MaskScore Add(MaskScore other) =>
        new(TruePositives + other.TruePositives, FalsePositives + other.FalsePositives, FalseNegatives + other.FalseNegatives);
}
