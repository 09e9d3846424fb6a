using Fusion.Lanes;

namespace Evaluation.Segmentation;

/// <summary>Compares a network's mask with a labelled one, pixel by pixel of the source image.</summary>
public static class MaskComparison
{
    /// <param name="mask">A network's mask with its place in the source image.</param>
    /// <param name="width">Columns of the label.</param>
    /// <param name="labels">[height, width], row-major: the class of each source pixel.</param>
    /// <param name="positive">The class that the mask should cover.</param>
    /// <param name="unscored">Classes whose pixels are not scored.</param>
    /// <param name="threshold">Least probability, 0 to 1, that counts as found.</param>
    public static MaskScore Compare(SegmentationMask mask, int width, ReadOnlySpan<byte> labels, byte positive, ReadOnlySpan<byte> unscored, double threshold)
    {
        long hit = 0;
        long excess = 0;
        long missed = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (unscored.Contains(labels[i]))
            {
                continue;
            }

            bool found = ProbabilityAt(mask, i % width, i / width) >= threshold;
            bool isTrue = labels[i] == positive;
            hit += found && isTrue ? 1 : 0;
            excess += found && !isTrue ? 1 : 0;
            missed += !found && isTrue ? 1 : 0;
        }

        return new MaskScore(hit, excess, missed);
    }

    /// <summary>The probability at the centre of a source pixel, 0 to 1: bilinear between mask pixels, their edge value up to the image's edge.</summary>
    public static double ProbabilityAt(SegmentationMask mask, int x, int y)
    {
        double column = Math.Clamp(((x + 0.5 - mask.OffsetX) / mask.ScaleX) - 0.5, 0, mask.Width - 1);
        double row = Math.Clamp(((y + 0.5 - mask.OffsetY) / mask.ScaleY) - 0.5, 0, mask.Height - 1);
        int left = (int)column;
        int top = (int)row;
        int right = Math.Min(left + 1, mask.Width - 1);
        int bottom = Math.Min(top + 1, mask.Height - 1);
        double across = column - left;
        double upper = ((1 - across) * mask.Probability[(top * mask.Width) + left]) + (across * mask.Probability[(top * mask.Width) + right]);
        double lower = ((1 - across) * mask.Probability[(bottom * mask.Width) + left]) + (across * mask.Probability[(bottom * mask.Width) + right]);
        return (upper + ((lower - upper) * (row - top))) / byte.MaxValue;
    }
}
