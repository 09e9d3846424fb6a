using static TorchSharp.torch;

namespace Training.Losses;

/// <summary>Cross-entropy and Dice (Milletari et al., 3DV 2016) with soft targets, for drivable area and lane lines.</summary>
internal static class MaskLoss
{
    /// <summary>A lane line's pixel weighs more: there are few.</summary>
    private const float LanePixelWeight = 4;
    private const double DiceSmoothing = 1;

    /// <param name="logits">[N,2,h,w].</param>
    /// <param name="wanted">[N,2,h,w] probabilities.</param>
    /// <param name="known">[N,2,h,w]: 1 where the label is known, else 0.</param>
    /// <returns>Drivable and lane loss, scalars.</returns>
    public static (Tensor Drivable, Tensor Lanes) Of(Tensor logits, Tensor wanted, Tensor known) =>
        (One(logits.select(1, 0), wanted.select(1, 0), known.select(1, 0), 1), One(logits.select(1, 1), wanted.select(1, 1), known.select(1, 1), LanePixelWeight));

    private static Tensor One(Tensor logits, Tensor wanted, Tensor known, float pixelWeight)
    {
        Tensor weights = known * (1 + ((pixelWeight - 1) * wanted));
        Tensor cross = nn.functional.binary_cross_entropy_with_logits(logits, wanted, reduction: nn.Reduction.None);
        Tensor entropy = (cross * weights).sum() / weights.sum().clamp_min(1);
        Tensor scores = logits.sigmoid() * known;
        Tensor truth = wanted * known;

        // Over each image: an image without a line must not be drowned by others.
        Tensor dice = 1 - (((2 * (scores * truth).sum([1, 2])) + DiceSmoothing) / (scores.square().sum([1, 2]) + truth.square().sum([1, 2]) + DiceSmoothing));
        Tensor labelled = (known.sum([1, 2]) > 0).to(ScalarType.Float32);
        return entropy + ((dice * labelled).sum() / labelled.sum().clamp_min(1));
    }
}
