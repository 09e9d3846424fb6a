using Evaluation.Metrics;

namespace Evaluation.Tracking;

/// <summary>All tracking metrics of one sequence and class, or of several combined.</summary>
public sealed record TrackingScores(HotaCounts Hota, ClearCounts Clear, IdentityCounts Identity)
{
    public static TrackingScores Of(SequenceMatch sequence) =>
        new(HotaCounts.Of(sequence), ClearCounts.Of(sequence), IdentityCounts.Of(sequence));

    public static TrackingScores Combine(IReadOnlyCollection<TrackingScores> sequences) => new(
        HotaCounts.Combine(sequences.Select(part => part.Hota)),
        ClearCounts.Combine(sequences.Select(part => part.Clear)),
        IdentityCounts.Combine(sequences.Select(part => part.Identity)));

    /// <summary>The figures by their published names; shares in percent, counts as they are.</summary>
    public IReadOnlyDictionary<string, double> Figures() => new Dictionary<string, double>
    {
        ["HOTA"] = 100 * HotaCounts.Mean(Hota.Hota),
        ["DetA"] = 100 * HotaCounts.Mean(Hota.DetectionAccuracy),
        ["AssA"] = 100 * HotaCounts.Mean(Hota.AssociationAccuracy),
        ["LocA"] = 100 * HotaCounts.Mean(Hota.LocalisationAccuracy),
        ["DetRe"] = 100 * HotaCounts.Mean(Hota.DetectionRecall),
        ["DetPr"] = 100 * HotaCounts.Mean(Hota.DetectionPrecision),
        ["AssRe"] = 100 * HotaCounts.Mean(Hota.AssociationRecall),
        ["AssPr"] = 100 * HotaCounts.Mean(Hota.AssociationPrecision),
        ["MOTA"] = 100 * Clear.Mota,
        ["MOTP"] = 100 * Clear.Motp,
        ["IDF1"] = 100 * Identity.F1,
        ["IDP"] = 100 * Identity.Precision,
        ["IDR"] = 100 * Identity.Recall,
        ["IDSW"] = Clear.IdentitySwitches,
        ["FP"] = Clear.FalsePositives,
        ["FN"] = Clear.FalseNegatives,
        ["Frag"] = Clear.Fragmentations,
        ["MT"] = Clear.MostlyTracked,
        ["PT"] = Clear.PartlyTracked,
        ["ML"] = Clear.MostlyLost,
    };
}
