using Fusion.Lanes;

namespace Evaluation.Segmentation;

/// <summary>Compares a network's mask with a labelled one, pixel by pixel of the source image.</summary>
public static class MaskComparison
{
    /// <param name="mask">A network's mask with its place in the source image.</param>
    /// <param name="width">Columns of the label.</param>
    /// <param name="labels">[height, width], row-major: the class of each source pixel.</param>
    /// <param name="positive">The class that the mask should cover.</param>
    /// <param name="isVoid">Classes whose pixels are not scored.</param>
    /// <param name="threshold">Least probability, 0 to 255, that counts as found.</param>
    public static MaskScore Compare(SegmentationMask mask, int width, ReadOnlySpan<byte> labels, byte positive, ReadOnlySpan<byte> isVoid, int threshold)
    {
        long hit = 0;
        long excess = 0;
        long missed = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (isVoid.Contains(labels[i]))
            {
                continue;
            }

            bool found = At(mask, i % width, i / width) >= threshold;
            bool isTrue = labels[i] == positive;
            hit += found && isTrue ? 1 : 0;
            excess += found && !isTrue ? 1 : 0;
            missed += !found && isTrue ? 1 : 0;
        }

        return new MaskScore(hit, excess, missed);
    }

    /// <summary>The mask's probability at the centre of a source pixel: nearest mask pixel; 0 outside of the mask.</summary>
    public static int At(SegmentationMask mask, int x, int y)
    {
        int column = (int)Math.Floor((x + 0.5 - mask.OffsetX) / mask.ScaleX);
        int row = (int)Math.Floor((y + 0.5 - mask.OffsetY) / mask.ScaleY);
        return column >= 0 && column < mask.Width && row >= 0 && row < mask.Height ? mask.Probability[(row * mask.Width) + column] : 0;
    }
}
