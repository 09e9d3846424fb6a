using OpenCvSharp;

namespace Labelling.Masks;

/// <summary>Brings exact masks to the size that is stored.</summary>
public static class TrueMask
{
    private const int Ignored = 255;

    /// <summary>Shrinks a mask: each pixel becomes the share of its area that is set.</summary>
    /// <param name="mask">8-bit, 0 to 254 the probability; 255 to ignore, which reaches every pixel that it touches.</param>
    /// <param name="size">Not larger.</param>
    /// <returns>The caller disposes it.</returns>
    public static Mat Shrink(Mat mask, Size size)
    {
        using Mat ignored = new();
        Cv2.Compare(mask, Scalar.All(Ignored), ignored, CmpTypes.EQ);
        using Mat known = mask.Clone();
        known.SetTo(Scalar.Black, ignored);
        Mat shrunk = new();
        Cv2.Resize(known, shrunk, size, 0, 0, InterpolationFlags.Area);
        Cv2.Resize(ignored, ignored, size, 0, 0, InterpolationFlags.Area);
        shrunk.SetTo(Scalar.All(Ignored), ignored);
        return shrunk;
    }
}
