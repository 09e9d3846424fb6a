using Fusion.Lanes;
using OpenCvSharp;

namespace Perception.Commands;

/// <summary>Intersection over union of a network's masks with the truth, summed over frames, at the mask's own size. Not thread safe.</summary>
internal sealed class MaskOverlap
{
    private readonly byte _leastProbability;
    private readonly int _dilation;
    private long _both;
    private long _either;
    private long _found;
    private long _pixels;

    public MaskOverlap(byte leastProbability, int dilation)
    {
        _leastProbability = leastProbability;
        _dilation = dilation;
    }

    public double IoU => _either == 0 ? double.NaN : (double)_both / _either;

    /// <summary>Share of all pixels that the network marked.</summary>
    public double FoundShare => _pixels == 0 ? double.NaN : (double)_found / _pixels;

    /// <summary>Adds a frame.</summary>
    /// <param name="mask">The network's answer.</param>
    /// <param name="truth">0 or 1 for each image pixel, row-major.</param>
    /// <param name="width">Image columns.</param>
    /// <param name="height">Image rows.</param>
    public void Add(SegmentationMask mask, byte[] truth, int width, int height)
    {
        using Mat found = new(mask.Height, mask.Width, MatType.CV_8UC1, Scalar.Black);
        using Mat expected = new(mask.Height, mask.Width, MatType.CV_8UC1, Scalar.Black);
        Mat.UnsafeIndexer<byte> foundAt = found.GetUnsafeGenericIndexer<byte>();
        Mat.UnsafeIndexer<byte> expectedAt = expected.GetUnsafeGenericIndexer<byte>();
        for (int y = 0; y < mask.Height; y++)
        {
            int top = Math.Clamp((int)Math.Round((y * mask.ScaleY) + mask.OffsetY), 0, height - 1);
            int bottom = Math.Clamp((int)Math.Round(((y + 1) * mask.ScaleY) + mask.OffsetY), top + 1, height);
            for (int x = 0; x < mask.Width; x++)
            {
                int left = Math.Clamp((int)Math.Round((x * mask.ScaleX) + mask.OffsetX), 0, width - 1);
                int right = Math.Clamp((int)Math.Round(((x + 1) * mask.ScaleX) + mask.OffsetX), left + 1, width);
                int set = 0;
                for (int v = top; v < bottom; v++)
                {
                    for (int u = left; u < right; u++)
                    {
                        set += truth[(v * width) + u];
                    }
                }

                expectedAt[y, x] = (byte)(2 * set >= (bottom - top) * (right - left) ? 1 : 0);
                foundAt[y, x] = (byte)(mask.Probability[(y * mask.Width) + x] >= _leastProbability ? 1 : 0);
            }
        }

        if (_dilation > 0)
        {
            using Mat kernel = Cv2.GetStructuringElement(MorphShapes.Rect, new Size((2 * _dilation) + 1, (2 * _dilation) + 1));
            Cv2.Dilate(found, found, kernel);
            Cv2.Dilate(expected, expected, kernel);
        }

        _found += Cv2.CountNonZero(found);
        _pixels += (long)mask.Width * mask.Height;
        using Mat both = new();
        Cv2.BitwiseAnd(found, expected, both);
        _both += Cv2.CountNonZero(both);
        Cv2.BitwiseOr(found, expected, both);
        _either += Cv2.CountNonZero(both);
    }
}
