using Fusion.Lanes;
using OpenCvSharp;

namespace Labelling.Masks;

/// <summary>The mean of several networks' masks of one image, upright and mirrored. Not thread safe.</summary>
public sealed class MaskAverage : IDisposable
{
    /// <summary>Probability 1 in a stored mask; 255 means ignore.</summary>
    public const int Certain = 254;

    private const double MaskCertain = 255;
    private readonly Mat _sum;
    private readonly Mat _one = new();
    private double _weight;

    /// <param name="size">Of the mean.</param>
    public MaskAverage(Size size)
    {
        _sum = new Mat(size, MatType.CV_32FC1, Scalar.Black);
    }

    /// <summary>Adds a mask; one that is not present says nothing and is passed over.</summary>
    /// <param name="mask">With its place in the image.</param>
    /// <param name="image">Size of the image that the mask's place refers to.</param>
    /// <param name="isMirrored">Whether the network saw the image mirrored left to right.</param>
    /// <param name="rowsLow">Mask rows by which the network draws too low.</param>
    /// <param name="weight">Relative to the other masks.</param>
    public unsafe void Add(SegmentationMask mask, Size image, bool isMirrored, double rowsLow, double weight)
    {
        if (!mask.IsPresent)
        {
            return;
        }

        double stepX = (double)image.Width / _sum.Width;
        double stepY = (double)image.Height / _sum.Height;

        // Mask index of a pixel (x, y) of the mean: pixel centres lie at half, in both.
        double a = stepX / mask.ScaleX;
        double b = ((stepX / 2) - mask.OffsetX) / mask.ScaleX - 0.5;
        double d = stepY / mask.ScaleY;
        double e = ((stepY / 2) - mask.OffsetY) / mask.ScaleY - 0.5 + rowsLow;
        if (isMirrored)
        {
            b = ((image.Width - (stepX / 2) - mask.OffsetX) / mask.ScaleX) - 0.5;
            a = -a;
        }

        using Mat meanToMask = new(2, 3, MatType.CV_64FC1);
        meanToMask.Set(0, 0, a);
        meanToMask.Set(0, 1, 0.0);
        meanToMask.Set(0, 2, b);
        meanToMask.Set(1, 0, 0.0);
        meanToMask.Set(1, 1, d);
        meanToMask.Set(1, 2, e);
        fixed (byte* pixels = mask.Probability)
        {
            using Mat source = Mat.FromPixelData(mask.Height, mask.Width, MatType.CV_8UC1, (nint)pixels);
            using Mat warped = new();
            Cv2.WarpAffine(source, warped, meanToMask, _sum.Size(), InterpolationFlags.Linear | InterpolationFlags.WarpInverseMap, BorderTypes.Replicate);
            warped.ConvertTo(_one, MatType.CV_32FC1, weight / MaskCertain);
        }

        Cv2.Add(_sum, _one, _sum);
        _weight += weight;
    }

    /// <summary>The mean as it is stored: 0 to 254. The caller disposes it.</summary>
    /// <returns>Null where no mask was present: then nothing is known, which is not the same as an empty mask.</returns>
    public Mat? ToStored()
    {
        if (_weight <= 0)
        {
            return null;
        }

        Mat stored = new();
        _sum.ConvertTo(stored, MatType.CV_8UC1, Certain / _weight);
        return stored;
    }

    public void Dispose()
    {
        _sum.Dispose();
        _one.Dispose();
    }
}
