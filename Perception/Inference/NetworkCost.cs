namespace Perception.Inference;

/// <summary>What a network costs per frame.</summary>
/// <param name="Preprocess">Resize, letterbox, colour order, normalise, split.</param>
/// <param name="Bare">The session run alone.</param>
/// <param name="Decode">Decoding, suppression and masks.</param>
/// <param name="Lanes">Lane curves and drivable outline, for networks that give masks.</param>
/// <param name="Whole">All of them.</param>
/// <param name="AllocatedBytes">Managed bytes allocated per frame, on average.</param>
public readonly record struct NetworkCost(
    DurationSummary Preprocess, DurationSummary Bare, DurationSummary Decode, DurationSummary Lanes, DurationSummary Whole, double AllocatedBytes)
{
    /// <summary>Everything around the bare run as a share of it, from the medians.</summary>
    public double Overhead => (Preprocess.Median + Decode.Median + Lanes.Median) / Bare.Median;
}
