using Training.Networks;
using Training.Onnx;
using static TorchSharp.torch;

namespace Training.Losses;

/// <summary>Quality focal loss for classes (Li et al., NeurIPS 2020, equation 4) and generalised IoU for boxes (Rezatofighi et al., CVPR 2019).</summary>
internal static class DetectionLoss
{
    /// <summary>Least target score of a cell that finds a box; the rest follows the overlap.</summary>
    private const float BaseQuality = 0.3f;

    /// <param name="output">The network's.</param>
    /// <param name="targets">What its cells should say.</param>
    /// <param name="classWeights">By class, how much a cell that finds one counts.</param>
    /// <returns>Class loss and box loss, scalars, each a mean over the cells that find a box, weighted.</returns>
    public static (Tensor Classes, Tensor Boxes) Of(TriTaskOutput output, CellTargets targets, IReadOnlyList<float> classWeights)
    {
        long classes = output.ClassLogits.shape[2];
        Tensor logits = output.ClassLogits.reshape(-1, classes);
        Tensor wanted = zeros_like(logits);
        int positives = targets.Positives.Count;
        Tensor weights = tensor(targets.Weights, device: logits.device).unsqueeze(1).expand(-1, classes);
        double weightOfAll = 1;
        Tensor boxLoss = zeros([], device: logits.device);
        if (positives > 0)
        {
            Tensor rows = tensor(targets.Positives.ToArray(), device: logits.device);
            Tensor grid = tensor(targets.Grid.ToArray(), device: logits.device).reshape(-1, 3);
            Tensor truth = tensor(targets.Boxes.ToArray(), device: logits.device).reshape(-1, 4);
            Tensor distances = output.Distances.reshape(-1, 4).index_select(0, rows).clamp(-TritaskLayout.LargestExponent, TritaskLayout.LargestExponent).exp() * grid.narrow(1, 2, 1);
            Tensor middles = grid.narrow(1, 0, 2);
            Tensor found = cat([middles - distances.narrow(1, 0, 2), middles + distances.narrow(1, 2, 2)], 1);
            (Tensor overlap, Tensor generalised) = Overlaps(found, truth);
            float[] emphasis = [.. targets.Classes.Select(index => classWeights[(int)index])];
            weightOfAll = emphasis.Sum();
            Tensor emphases = tensor(emphasis, device: logits.device);
            boxLoss = ((1 - generalised) * emphases).sum() / weightOfAll;
            Tensor quality = BaseQuality + ((1 - BaseQuality) * overlap.detach());
            Tensor places = (rows * classes) + tensor(targets.Classes.ToArray(), device: logits.device);
            _ = wanted.reshape(-1).index_copy_(0, places, quality);
            weights = weights.clone();
            _ = weights.reshape(-1).index_copy_(0, places, emphases);
        }

        Tensor modulation = (logits.sigmoid() - wanted).square();
        Tensor cross = nn.functional.binary_cross_entropy_with_logits(logits, wanted, reduction: nn.Reduction.None);
        return ((modulation * cross * weights).sum() / weightOfAll, boxLoss);
    }

    /// <summary>Row by row, IoU and generalised IoU of two [K,4] tensors of x1, y1, x2, y2.</summary>
    internal static (Tensor Overlap, Tensor Generalised) Overlaps(Tensor a, Tensor b)
    {
        Tensor areaA = Area(a);
        Tensor areaB = Area(b);
        Tensor inner = (min(a.narrow(1, 2, 2), b.narrow(1, 2, 2)) - max(a.narrow(1, 0, 2), b.narrow(1, 0, 2))).clamp_min(0);
        Tensor outer = max(a.narrow(1, 2, 2), b.narrow(1, 2, 2)) - min(a.narrow(1, 0, 2), b.narrow(1, 0, 2));
        Tensor intersection = inner.select(1, 0) * inner.select(1, 1);
        Tensor union = areaA + areaB - intersection;
        Tensor hull = (outer.select(1, 0) * outer.select(1, 1)).clamp_min(1e-6);
        Tensor overlap = intersection / union.clamp_min(1e-6);
        return (overlap, overlap - ((hull - union) / hull));
    }

    private static Tensor Area(Tensor boxes) => (boxes.select(1, 2) - boxes.select(1, 0)) * (boxes.select(1, 3) - boxes.select(1, 1));
}
