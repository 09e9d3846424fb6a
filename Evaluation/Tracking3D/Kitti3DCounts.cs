namespace Evaluation.Tracking3D;

/// <summary>What one pass over all sequences counts, as AB3DMOT defines it (Weng et al., IROS 2020).</summary>
public sealed record Kitti3DCounts
{
    /// <summary>Truth boxes that are asked for.</summary>
    public required int Truth { get; init; }

    /// <summary>Matches, those with truth that is not asked for among them.</summary>
    public required int TruePositives { get; init; }

    public required int FalsePositives { get; init; }

    /// <summary>Truth asked for that nothing matched.</summary>
    public required int FalseNegatives { get; init; }

    public required int IdentitySwitches { get; init; }

    public required int Fragments { get; init; }

    /// <summary>Sum of the matches' 3D IoU.</summary>
    public required double Overlap { get; init; }

    /// <summary>1 - (FN + FP + IDS) / truth.</summary>
    public double Mota => Truth == 0 ? double.NegativeInfinity : 1 - ((FalseNegatives + FalsePositives + IdentitySwitches) / (double)Truth);

    /// <summary>Mean 3D IoU of the matches.</summary>
    public double Motp => TruePositives == 0 ? 0 : Overlap / TruePositives;

    /// <summary>MOTA scaled so that a perfect tracker reaches 1 at any recall, kept within 0 to 1.</summary>
    public double ScaledMota(double recall) => Truth == 0 ? double.NegativeInfinity : Math.Clamp(
        1 - ((FalseNegatives + FalsePositives + IdentitySwitches - ((1 - recall) * Truth)) / (recall * Truth)), 0, 1);
}
