namespace Fusion.Lanes;

/// <summary>Runs of paint that touch from row to row, with the straight line p = Offset + Slope q fitted through them.</summary>
internal struct PaintSegment
{
    public double Weight;
    public double SumQ;
    public double SumP;
    public double SumQq;
    public double SumQp;
    public int Rows;
    public int Pixels;
    public int LastRun;

    public void Add(in PaintRun run, int index)
    {
        Weight += run.Weight;
        SumQ += run.Weight * run.Q;
        SumP += run.Weight * run.P;
        SumQq += run.Weight * run.Q * run.Q;
        SumQp += run.Weight * run.Q * run.P;
        Rows++;
        Pixels += run.End - run.Start;
        LastRun = index;
    }

    public readonly double MeanQ => SumQ / Weight;

    public readonly double MeanP => SumP / Weight;

    /// <summary>Weighted sum of squares of q about its mean.</summary>
    public readonly double Spread => SumQq - (SumQ * SumQ / Weight);

    public readonly double Slope => (SumQp - (SumQ * SumP / Weight)) / Spread;

    /// <summary>The fitted line's p at a q.</summary>
    public readonly double At(double q) => MeanP + (Slope * (q - MeanQ));

    /// <summary>Variance of <see cref="At"/> for rows of the given variance.</summary>
    public readonly double VarianceAt(double q, double rowVariance) =>
        rowVariance * ((1 / Weight) + ((q - MeanQ) * (q - MeanQ) / Spread));
}
