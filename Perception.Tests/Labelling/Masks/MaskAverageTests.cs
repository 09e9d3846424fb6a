using Fusion.Lanes;
using Labelling.Masks;
using OpenCvSharp;

namespace Perception.Tests.Labelling.Masks;

public sealed class MaskAverageTests
{
    private static readonly Size Image = new(4, 4);

    [Fact]
    public void ToStored_OneCertainMask_Is254WhereItIsSet()
    {
        using MaskAverage average = new(Image);
        average.Add(Mask((1, 2)), Image, isMirrored: false, rowsLow: 0, weight: 1);
        using Mat stored = average.ToStored()!;
        Assert.Equal(254, stored.At<byte>(1, 2));
        Assert.Equal(254, Cv2.Sum(stored).Val0);
    }

    [Fact]
    public void ToStored_UprightAndMirrored_MeetAtTheSamePixel()
    {
        using MaskAverage average = new(Image);
        average.Add(Mask((1, 0)), Image, isMirrored: false, rowsLow: 0, weight: 1);
        average.Add(Mask((1, 3)), Image, isMirrored: true, rowsLow: 0, weight: 1);
        using Mat stored = average.ToStored()!;
        Assert.Equal(254, stored.At<byte>(1, 0));
        Assert.Equal(0, stored.At<byte>(1, 3));
    }

    [Fact]
    public void ToStored_TwoMasksThatDiffer_IsTheirWeightedMean()
    {
        using MaskAverage average = new(Image);
        average.Add(Mask((1, 2)), Image, isMirrored: false, rowsLow: 0, weight: 1);
        average.Add(Mask(), Image, isMirrored: false, rowsLow: 0, weight: 3);
        using Mat stored = average.ToStored()!;
        Assert.Equal(64, stored.At<byte>(1, 2), tolerance: 1);
    }

    [Fact]
    public void ToStored_MaskThatIsNotPresent_DoesNotWeigh()
    {
        using MaskAverage average = new(Image);
        SegmentationMask absent = Mask();
        absent.IsPresent = false;
        average.Add(absent, Image, isMirrored: false, rowsLow: 0, weight: 1);
        Assert.Null(average.ToStored());
        average.Add(Mask((1, 2)), Image, isMirrored: false, rowsLow: 0, weight: 1);
        using Mat stored = average.ToStored()!;
        Assert.Equal(254, stored.At<byte>(1, 2));
    }

    [Fact]
    public void Add_RowsLow_MovesTheMaskUp()
    {
        using MaskAverage average = new(Image);
        average.Add(Mask((2, 1)), Image, isMirrored: false, rowsLow: 1, weight: 1);
        using Mat stored = average.ToStored()!;
        Assert.Equal(254, stored.At<byte>(1, 1));
        Assert.Equal(0, stored.At<byte>(2, 1));
    }

    [Fact]
    public void Add_MaskWithBorder_IsPutInItsPlace()
    {
        // The mask begins one of its pixels, two of the image's, above the image.
        using MaskAverage average = new(new Size(4, 4));
        SegmentationMask mask = Mask((1, 0));
        mask.ScaleX = 2;
        mask.ScaleY = 2;
        mask.OffsetY = -2;
        average.Add(mask, new Size(8, 8), isMirrored: false, rowsLow: 0, weight: 1);
        using Mat stored = average.ToStored()!;
        Assert.Equal(254, stored.At<byte>(0, 0));
    }

    [Fact]
    public void Shrink_QuarterSetAndIgnored_IsShareAndIgnore()
    {
        using Mat mask = new(2, 4, MatType.CV_8UC1, Scalar.Black);
        mask.Set<byte>(0, 0, 254);
        mask.Set<byte>(1, 3, 255);
        using Mat shrunk = TrueMask.Shrink(mask, new Size(2, 1));
        Assert.Equal(64, shrunk.At<byte>(0, 0), tolerance: 1);
        Assert.Equal(255, shrunk.At<byte>(0, 1));
    }

    private static SegmentationMask Mask(params (int Row, int Column)[] set)
    {
        SegmentationMask mask = new(4, 4) { IsPresent = true };
        foreach ((int row, int column) in set)
        {
            mask.Probability[(row * 4) + column] = 255;
        }

        return mask;
    }
}
