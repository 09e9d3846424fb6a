namespace Perception.Inference;

/// <summary>What a network costs per frame.</summary>
/// <param name="Preprocess">Resize, letterbox, colour order, normalise, split.</param>
/// <param name="Bare">The session run alone.</param>
/// <param name="Decode">Decoding, suppression and masks.</param>
/// <param name="Whole">All three.</param>
/// <param name="AllocatedBytes">Managed bytes allocated per frame, on average.</param>
public readonly record struct NetworkCost(
    DurationSummary Preprocess, DurationSummary Bare, DurationSummary Decode, DurationSummary Whole, double AllocatedBytes)
{
    /// <summary>Preprocessing and decoding as a share of the bare run, from the medians.</summary>
    public double Overhead => (Preprocess.Median + Decode.Median) / Bare.Median;
}
