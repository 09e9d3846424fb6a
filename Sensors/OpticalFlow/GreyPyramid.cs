using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OpenCvSharp;

namespace Sensors.OpticalFlow;

/// <summary>A frame in grey, shrunk by a whole number, and halved again and again. Not thread safe; allocates nothing after it was made.</summary>
internal sealed unsafe class GreyPyramid
{
    private const int Channels = 3;

    // Green stands for grey: it holds most of the brightness and the least noise.
    private const int Green = 1;

    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly ushort[] _sums;

    /// <param name="sourceWidth">Of the frames, pixels.</param>
    /// <param name="sourceHeight">Of the frames, pixels.</param>
    /// <param name="width">About how wide the largest level is to be.</param>
    /// <param name="levels">How many there are.</param>
    public GreyPyramid(int sourceWidth, int sourceHeight, int width, int levels)
    {
        _sourceWidth = sourceWidth;
        _sourceHeight = sourceHeight;
        Shrink = Math.Max(1, (int)Math.Round((double)sourceWidth / width));
        _sums = new ushort[sourceWidth * Channels];
        Levels = new GreyImage[levels];
        for (int level = 0; level < levels; level++)
        {
            int divisor = Shrink << level;
            Levels[level] = new GreyImage(sourceWidth / divisor, sourceHeight / divisor);
        }
    }

    /// <summary>Source pixels of one pixel of the largest level, along each side.</summary>
    public int Shrink { get; }

    /// <summary>The largest first; grey levels 0 to 255.</summary>
    public GreyImage[] Levels { get; }

    /// <param name="bgr">8-bit BGR of the source's size.</param>
    /// <exception cref="ArgumentException">The image is of another kind or size.</exception>
    public void Fill(Mat bgr)
    {
        if (bgr.Type() != MatType.CV_8UC3 || bgr.Width != _sourceWidth || bgr.Height != _sourceHeight)
        {
            throw new ArgumentException($"Expected an 8-bit BGR image of {_sourceWidth}x{_sourceHeight}, found {bgr.Type()} of {bgr.Width}x{bgr.Height}.", nameof(bgr));
        }

        GreyImage largest = Levels[0];
        byte* image = (byte*)bgr.Data;
        long step = bgr.Step();
        for (int y = 0; y < largest.Height; y++)
        {
            // Two rows of a block stand for all of them: the others cost as much and say little more.
            byte* block = image + (y * Shrink * step);
            Add(block + (Shrink / 4 * step), block + (Shrink * 3 / 4 * step));
            SumAcross(largest.Pixels.AsSpan(y * largest.Width, largest.Width), 1f / (2 * Shrink));
        }

        for (int level = 1; level < Levels.Length; level++)
        {
            Levels[level].FillHalved(Levels[level - 1]);
        }
    }

    private void Add(byte* upper, byte* lower)
    {
        int i = 0;
        ref ushort sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        for (; i <= _sums.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            (Vector256<ushort> upperLow, Vector256<ushort> upperHigh) = Vector256.Widen(Vector256.Load(upper + i));
            (Vector256<ushort> lowerLow, Vector256<ushort> lowerHigh) = Vector256.Widen(Vector256.Load(lower + i));
            (upperLow + lowerLow).StoreUnsafe(ref sums, (nuint)i);
            (upperHigh + lowerHigh).StoreUnsafe(ref sums, (nuint)(i + Vector256<ushort>.Count));
        }

        for (; i < _sums.Length; i++)
        {
            _sums[i] = (ushort)(upper[i] + lower[i]);
        }
    }

    private void SumAcross(Span<float> pixels, float scale)
    {
        int block = Channels * Shrink;
        fixed (ushort* sums = _sums)
        {
            ushort* next = sums + Green;
            for (int x = 0; x < pixels.Length; x++)
            {
                int sum = 0;
                for (ushort* end = next + block; next < end; next += Channels)
                {
                    sum += *next;
                }

                pixels[x] = sum * scale;
            }
        }
    }
}
