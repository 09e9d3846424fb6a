using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OpenCvSharp;

namespace Perception.Inference;

/// <summary>
/// Brings an 8-bit BGR image into a network's input in one pass: bilinear resize, letterbox, channel order, normalisation,
/// HWC to CHW. Each output row takes two source rows, blends them and then samples across.
/// </summary>
/// <remarks>
/// Sample positions are those of OpenCV's INTER_LINEAR (pixel centres at half). The blend of two rows is rounded to 8 bits
/// with weights of 1/256, the blend across has weights of 1/16384 and is not rounded: the result differs from exact
/// interpolation by at most one and a half pixel levels, and is the same with and without vector instructions. Not thread safe.
/// </remarks>
internal sealed unsafe class Preprocessor : IDisposable
{
    private const int Channels = 3;
    private const int FixedPoint = 256;
    private const int FixedPointAcross = 1 << 14;

    // A sample is read as eight bytes, of which the first six are two pixels; past the last pixel lie zeros with weight zero.
    private const int RowSlack = 64;
    private const byte Zero = 0x80;

    // Two samples of eight bytes in each half: channel pairs (left, right) as 16-bit numbers, blue and green, then red.
    private static readonly Vector256<byte> BlueAndGreen = Vector256.Create(
        Vector128.Create(0, Zero, 3, Zero, 8, Zero, 11, Zero, 1, Zero, 4, Zero, 9, Zero, 12, Zero),
        Vector128.Create(0, Zero, 3, Zero, 8, Zero, 11, Zero, 1, Zero, 4, Zero, 9, Zero, 12, Zero));

    private static readonly Vector256<byte> RedOnly = Vector256.Create(
        Vector128.Create(2, Zero, 5, Zero, 10, Zero, 13, Zero, Zero, Zero, Zero, Zero, Zero, Zero, Zero, Zero),
        Vector128.Create(2, Zero, 5, Zero, 10, Zero, 13, Zero, Zero, Zero, Zero, Zero, Zero, Zero, Zero, Zero));

    // The pixels of a vector in the order in which unpacking the two gathers puts them right.
    private static readonly int[] GatherOrder = [0, 1, 4, 5, 2, 3, 6, 7];

    private readonly Letterbox _letterbox;
    private readonly int _sourceBytes;
    private readonly float _pad;
    private readonly float[] _scale = new float[Channels];
    private readonly float[] _scaleAcross = new float[Channels];
    private readonly float[] _bias = new float[Channels];
    private readonly int[] _plane = new int[Channels];
    private readonly int[] _left;
    private readonly short[] _weightX;
    private readonly int[] _gatherOffsets;
    private readonly short[] _gatherWeights;
    private readonly int[] _top;
    private readonly int[] _bottom;
    private readonly ushort[] _weightY;
    private byte* _row;

    public Preprocessor(ImageInput input, in Letterbox letterbox)
    {
        _letterbox = letterbox;
        _sourceBytes = letterbox.VisibleWidth * Channels;
        _pad = input.Pad;
        for (int sourceChannel = 0; sourceChannel < Channels; sourceChannel++)
        {
            int plane = input.Colour == InputColour.Bgr ? sourceChannel : Channels - 1 - sourceChannel;
            _plane[sourceChannel] = plane;
            _scale[sourceChannel] = input.Scale[plane];
            _scaleAcross[sourceChannel] = input.Scale[plane] / FixedPointAcross;
            _bias[sourceChannel] = -input.Mean[plane] * input.Scale[plane];
        }

        (_left, _, double[] weightX) = Samples(letterbox.VisibleWidth, letterbox.ContentWidth);
        _weightX = Array.ConvertAll(weightX, weight => (short)Math.Round(weight * FixedPointAcross));
        for (int i = 0; i < _left.Length; i++)
        {
            _left[i] *= Channels;
        }

        (_gatherOffsets, _gatherWeights) = GatherTables();
        (_top, _bottom, double[] weightY) = Samples(letterbox.VisibleHeight, letterbox.ContentHeight);
        _weightY = Array.ConvertAll(weightY, weight => (ushort)Math.Round(weight * FixedPoint));
        _row = (byte*)NativeMemory.AlignedAlloc((nuint)(_sourceBytes + RowSlack), RowSlack);
        NativeMemory.Clear(_row, (nuint)(_sourceBytes + RowSlack));
    }

    /// <summary>Fills the whole input with the normalised pad value; the part around the image stays so for ever.</summary>
    public void FillPadding(Span<float> tensor)
    {
        int plane = _letterbox.InputWidth * _letterbox.InputHeight;
        for (int channel = 0; channel < Channels; channel++)
        {
            tensor.Slice(_plane[channel] * plane, plane).Fill((_pad * _scale[channel]) + _bias[channel]);
        }
    }

    public void Run(Mat bgr, Span<float> tensor)
    {
        if (bgr.Type() != MatType.CV_8UC3 || bgr.Width != _letterbox.SourceWidth || bgr.Height != _letterbox.SourceHeight)
        {
            throw new ArgumentException($"Expected an 8-bit BGR image of {_letterbox.SourceWidth}x{_letterbox.SourceHeight}, found {bgr.Type()} of {bgr.Width}x{bgr.Height}.", nameof(bgr));
        }

        long step = bgr.Step();
        byte* image = (byte*)bgr.Data + (_letterbox.CropTop * step) + (_letterbox.CropLeft * Channels);
        int plane = _letterbox.InputWidth * _letterbox.InputHeight;
        fixed (float* start = tensor)
        {
            for (int y = 0; y < _letterbox.ContentHeight; y++)
            {
                BlendRows(image + (_top[y] * step), image + (_bottom[y] * step), _weightY[y]);
                float* row = start + ((_letterbox.PadY + y) * _letterbox.InputWidth) + _letterbox.PadX;
                SampleRow(row + (_plane[0] * plane), row + (_plane[1] * plane), row + (_plane[2] * plane));
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_row);
        _row = null;
    }

    /// <summary>For each output pixel the two source pixels it lies between and the second one's weight, as OpenCV's INTER_LINEAR takes them.</summary>
    private static (int[] First, int[] Second, double[] Weight) Samples(int source, int output)
    {
        int[] first = new int[output];
        int[] second = new int[output];
        double[] weight = new double[output];
        double scale = (double)source / output;
        for (int i = 0; i < output; i++)
        {
            double position = Math.Clamp(((i + 0.5) * scale) - 0.5, 0, source - 1);
            first[i] = (int)position;
            second[i] = Math.Min(first[i] + 1, source - 1);
            weight[i] = position - first[i];
        }

        return (first, second, weight);
    }

    private void BlendRows(byte* top, byte* bottom, ushort weight)
    {
        if (weight == 0 || top == bottom)
        {
            Unsafe.CopyBlockUnaligned(_row, top, (uint)_sourceBytes);
            return;
        }

        ushort rest = (ushort)(FixedPoint - weight);
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<ushort> topWeight = Vector256.Create(rest);
            Vector256<ushort> bottomWeight = Vector256.Create(weight);
            Vector256<ushort> half = Vector256.Create((ushort)(FixedPoint / 2));
            for (; i <= _sourceBytes - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                (Vector256<ushort> topLow, Vector256<ushort> topHigh) = Vector256.Widen(Vector256.Load(top + i));
                (Vector256<ushort> bottomLow, Vector256<ushort> bottomHigh) = Vector256.Widen(Vector256.Load(bottom + i));
                Vector256<ushort> low = ((topLow * topWeight) + (bottomLow * bottomWeight) + half) >>> 8;
                Vector256<ushort> high = ((topHigh * topWeight) + (bottomHigh * bottomWeight) + half) >>> 8;
                Vector256.Narrow(low, high).Store(_row + i);
            }
        }

        for (; i < _sourceBytes; i++)
        {
            _row[i] = (byte)(((top[i] * rest) + (bottom[i] * weight) + (FixedPoint / 2)) >> 8);
        }
    }

    /// <summary>Offsets and weight pairs, eight pixels at a time; the last eight end with the row.</summary>
    private (int[] Offsets, short[] Weights) GatherTables()
    {
        int width = _letterbox.ContentWidth;
        int count = Vector256<float>.Count;
        if (width < count)
        {
            return ([], []);
        }

        int steps = (width + count - 1) / count;
        int[] offsets = new int[steps * count];
        short[] weights = new short[2 * steps * count];
        for (int step = 0; step < steps; step++)
        {
            int start = Math.Min(step * count, width - count);
            for (int i = 0; i < count; i++)
            {
                offsets[(step * count) + i] = _left[start + GatherOrder[i]];
                weights[2 * ((step * count) + i)] = (short)(FixedPointAcross - _weightX[start + i]);
                weights[(2 * ((step * count) + i)) + 1] = _weightX[start + i];
            }
        }

        return (offsets, weights);
    }

    private void SampleRow(float* blue, float* green, float* red)
    {
        int width = _letterbox.ContentWidth;
        if (Avx2.IsSupported && _gatherOffsets.Length > 0)
        {
            for (int step = 0; step < _gatherOffsets.Length; step += Vector256<float>.Count)
            {
                // The last step is moved back over pixels already done, so that it too is a whole vector.
                SampleEight(step, Math.Min(step, width - Vector256<float>.Count), blue, green, red);
            }

            return;
        }

        for (int x = 0; x < width; x++)
        {
            byte* left = _row + _left[x];
            blue[x] = Sample(left, x, 0);
            green[x] = Sample(left, x, 1);
            red[x] = Sample(left, x, 2);
        }
    }

    private float Sample(byte* left, int x, int channel)
    {
        int pixel = (left[channel] * (FixedPointAcross - _weightX[x])) + (left[channel + Channels] * _weightX[x]);
        return (pixel * _scaleAcross[channel]) + _bias[channel];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SampleEight(int step, int x, float* blue, float* green, float* red)
    {
        Vector256<int> offsets = Vector256.LoadUnsafe(ref _gatherOffsets[step]);
        Vector256<byte> first = Avx2.GatherVector256((long*)_row, offsets.GetLower(), 1).AsByte();
        Vector256<byte> second = Avx2.GatherVector256((long*)_row, offsets.GetUpper(), 1).AsByte();
        Vector256<short> weights = Vector256.LoadUnsafe(ref _gatherWeights[2 * step]);
        Vector256<long> firstBlueGreen = Avx2.Shuffle(first, BlueAndGreen).AsInt64();
        Vector256<long> secondBlueGreen = Avx2.Shuffle(second, BlueAndGreen).AsInt64();
        Vector256<long> reds = Avx2.UnpackLow(Avx2.Shuffle(first, RedOnly).AsInt64(), Avx2.Shuffle(second, RedOnly).AsInt64());
        Blend(Avx2.UnpackLow(firstBlueGreen, secondBlueGreen), weights, 0).Store(blue + x);
        Blend(Avx2.UnpackHigh(firstBlueGreen, secondBlueGreen), weights, 1).Store(green + x);
        Blend(reds, weights, 2).Store(red + x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Blend(Vector256<long> pairs, Vector256<short> weights, int channel)
    {
        Vector256<float> pixel = Vector256.ConvertToSingle(Avx2.MultiplyAddAdjacent(pairs.AsInt16(), weights));
        return (pixel * Vector256.Create(_scaleAcross[channel])) + Vector256.Create(_bias[channel]);
    }
}
