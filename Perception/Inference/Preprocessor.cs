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
/// with weights of 1/256, the blend across is in single precision: the result differs from exact interpolation by at most
/// one and a half pixel levels. Not thread safe.
/// </remarks>
internal sealed unsafe class Preprocessor : IDisposable
{
    private const int Channels = 3;
    private const int FixedPoint = 256;

    // A sample is read as four bytes, of which three count; vectors read on to their full width.
    private const int RowSlack = 64;

    private readonly Letterbox _letterbox;
    private readonly int _sourceBytes;
    private readonly float _pad;
    private readonly float[] _scale = new float[Channels];
    private readonly float[] _bias = new float[Channels];
    private readonly int[] _plane = new int[Channels];
    private readonly int[] _left;
    private readonly int[] _right;
    private readonly float[] _weightX;
    private readonly int[] _top;
    private readonly int[] _bottom;
    private readonly ushort[] _weightY;
    private byte* _row;

    public Preprocessor(ImageInput input, in Letterbox letterbox)
    {
        _letterbox = letterbox;
        _sourceBytes = letterbox.SourceWidth * Channels;
        _pad = input.Pad;
        for (int sourceChannel = 0; sourceChannel < Channels; sourceChannel++)
        {
            int plane = input.Colour == InputColour.Bgr ? sourceChannel : Channels - 1 - sourceChannel;
            _plane[sourceChannel] = plane;
            _scale[sourceChannel] = input.Scale[plane];
            _bias[sourceChannel] = -input.Mean[plane] * input.Scale[plane];
        }

        (_left, _right, double[] weightX) = Samples(letterbox.SourceWidth, letterbox.ContentWidth);
        _weightX = Array.ConvertAll(weightX, weight => (float)weight);
        for (int i = 0; i < _left.Length; i++)
        {
            _left[i] *= Channels;
            _right[i] *= Channels;
        }

        (_top, _bottom, double[] weightY) = Samples(letterbox.SourceHeight - letterbox.CropTop, letterbox.ContentHeight);
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
        byte* image = (byte*)bgr.Data + (_letterbox.CropTop * step);
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

    private void SampleRow(float* blue, float* green, float* red)
    {
        int width = _letterbox.ContentWidth;
        int x = 0;
        if (Avx2.IsSupported && width >= Vector256<float>.Count)
        {
            // The last step is moved back over pixels already done, so that it too is a whole vector.
            for (; x < width; x += Vector256<float>.Count)
            {
                SampleEight(Math.Min(x, width - Vector256<float>.Count), blue, green, red);
            }

            return;
        }

        for (; x < width; x++)
        {
            byte* left = _row + _left[x];
            byte* right = _row + _right[x];
            float weight = _weightX[x];
            blue[x] = ((left[0] + ((right[0] - left[0]) * weight)) * _scale[0]) + _bias[0];
            green[x] = ((left[1] + ((right[1] - left[1]) * weight)) * _scale[1]) + _bias[1];
            red[x] = ((left[2] + ((right[2] - left[2]) * weight)) * _scale[2]) + _bias[2];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SampleEight(int x, float* blue, float* green, float* red)
    {
        Vector256<int> left = Avx2.GatherVector256((int*)_row, Vector256.LoadUnsafe(ref _left[x]), 1);
        Vector256<int> right = Avx2.GatherVector256((int*)_row, Vector256.LoadUnsafe(ref _right[x]), 1);
        Vector256<float> weight = Vector256.LoadUnsafe(ref _weightX[x]);
        Blend(left, right, weight, 0).Store(blue + x);
        Blend(left >>> 8, right >>> 8, weight, 1).Store(green + x);
        Blend(left >>> 16, right >>> 16, weight, 2).Store(red + x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Blend(Vector256<int> left, Vector256<int> right, Vector256<float> weight, int channel)
    {
        Vector256<int> mask = Vector256.Create(0xFF);
        Vector256<float> from = Vector256.ConvertToSingle(left & mask);
        Vector256<float> to = Vector256.ConvertToSingle(right & mask);
        Vector256<float> pixel = from + ((to - from) * weight);
        return (pixel * Vector256.Create(_scale[channel])) + Vector256.Create(_bias[channel]);
    }
}
