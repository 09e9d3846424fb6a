using Evaluation.Segmentation;
using Fusion.Lanes;

namespace Perception.Tests.Evaluation.Segmentation;

public sealed class MaskComparisonTests
{
    [Fact]
    public void Compare_HalfOfTheRoadFound_CountsEachPixel()
    {
        // 4 × 2 image, 3 is road in the left half, 9 is not scored; the mask covers the upper row.
        byte[] labels = [3, 3, 0, 9, 3, 3, 0, 0];
        SegmentationMask mask = new(4, 2);
        Array.Fill(mask.Probability, (byte)255, 0, 4);

        MaskScore score = MaskComparison.Compare(mask, 4, labels, positive: 3, unscored: [9], threshold: 0.5);

        Assert.Equal(new MaskScore(2, 1, 2), score);
        Assert.Equal(0.4, score.IntersectionOverUnion, 1e-9);
    }

    [Fact]
    public void ProbabilityAt_BetweenMaskPixels_IsInterpolated()
    {
        // Mask pixel centres lie at the source columns 12 and 16; the image pixel 13 has its centre at 13.5.
        SegmentationMask mask = new(2, 1) { ScaleX = 4, ScaleY = 4, OffsetX = 10 };
        mask.Probability[1] = 255;

        Assert.Equal(0.375, MaskComparison.ProbabilityAt(mask, 13, 0), 1e-9);
        Assert.Equal(0, MaskComparison.ProbabilityAt(mask, 0, 0), 1e-9);
        Assert.Equal(1, MaskComparison.ProbabilityAt(mask, 40, 3), 1e-9);
    }
}
