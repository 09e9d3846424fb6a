using System.Collections.Concurrent;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Turns light into a camera picture: lens softness, bloom, vignetting, motion blur, exposure, noise, rain on the windscreen.</summary>
/// <remarks>Not thread safe; works in parallel inside. The result does not depend on how many threads do.</remarks>
internal sealed class ImageDeveloper
{
    private const int BloomScale = 4;
    private const int NoiseSize = 512;
    private const int NoiseStride = NoiseSize + EightWide.Width;
    private const float SideWeight = 0.19f;
    private const float Brightest = 6f;
    private readonly int _width;
    private readonly int _height;
    private readonly Atmosphere _atmosphere;
    private readonly ParallelOptions _parallel;
    private readonly ToneCurve _tone = new();
    private readonly float[] _noise = new float[NoiseSize * NoiseStride];
    private readonly float[] _vignetteAcross;
    private readonly float[] _vignetteDown;
    private readonly ConcurrentBag<(DevelopedRow Soft, DevelopedRow Sharp)> _rows = [];
    private readonly BloomFilter _bloom;

    public ImageDeveloper(RenderCamera camera, Atmosphere atmosphere, SeededRandom random, ParallelOptions parallel)
    {
        _width = camera.Width;
        _height = camera.Height;
        _atmosphere = atmosphere;
        _parallel = parallel;
        for (int y = 0; y < NoiseSize; y++)
        {
            Span<float> row = _noise.AsSpan(y * NoiseStride, NoiseStride);
            for (int x = 0; x < NoiseSize; x++)
            {
                row[x] = random.Normal();
            }

            row[..EightWide.Width].CopyTo(row[NoiseSize..]);
        }

        _bloom = new BloomFilter(_width / BloomScale, _height / BloomScale);
        _vignetteAcross = new float[_width + EightWide.Width];
        _vignetteDown = new float[_height];
        for (int x = 0; x < _width; x++)
        {
            float u = (x - (_width / 2f)) / _width;
            _vignetteAcross[x] = 0.22f * u * u;
        }

        for (int y = 0; y < _height; y++)
        {
            float v = (y - (_height / 2f)) / _width;
            _vignetteDown[y] = 0.22f * v * v;
        }
    }

    /// <summary>Develops one frame.</summary>
    /// <param name="light">The radiance.</param>
    /// <param name="exposure">What radiance is multiplied by.</param>
    /// <param name="frame">Frame number: chooses the noise.</param>
    /// <param name="picture">8-bit BGR, width × height × 3.</param>
    public void Develop(LightImage light, float exposure, int frame, byte[] picture)
    {
        bool bloom = _atmosphere.Bloom > 0;
        if (bloom)
        {
            _bloom.Build(light, BloomScale, exposure, _parallel);
        }

        const int Rows = 16;
        Parallel.For(0, (_height + Rows - 1) / Rows, _parallel, band =>
        {
            if (!_rows.TryTake(out (DevelopedRow Soft, DevelopedRow Sharp) rows))
            {
                rows = (new DevelopedRow(_width), new DevelopedRow(_width));
            }

            for (int y = band * Rows; y < Math.Min(_height, (band + 1) * Rows); y++)
            {
                SoftenDown(light.Red, y, exposure, rows.Sharp.Red);
                SoftenDown(light.Green, y, exposure, rows.Sharp.Green);
                SoftenDown(light.Blue, y, exposure, rows.Sharp.Blue);
                SoftenAcross(rows.Sharp.Red, rows.Soft.Red);
                SoftenAcross(rows.Sharp.Green, rows.Soft.Green);
                SoftenAcross(rows.Sharp.Blue, rows.Soft.Blue);
                if (bloom)
                {
                    _bloom.AddRow(y, BloomScale, _atmosphere.Bloom, rows.Soft);
                }

                Encode(rows.Soft, y, frame);
                rows.Soft.Bytes.AsSpan(0, _width * 3).CopyTo(picture.AsSpan(y * _width * 3));
            }

            _rows.Add(rows);
        });
    }

    /// <summary>Exposes a row and mixes its neighbours above and below into it; the result begins at index 1.</summary>
    private void SoftenDown(float[] light, int y, float exposure, float[] to)
    {
        int row = y * _width;
        int above = Math.Max(0, y - 1) * _width;
        int below = Math.Min(_height - 1, y + 1) * _width;
        Vector256<float> limit = EightWide.Of(Brightest / exposure);
        int x = 0;
        for (; x + EightWide.Width <= _width; x += EightWide.Width)
        {
            Vector256<float> middle = EightWide.Min(EightWide.Load(light, row + x), limit);
            Vector256<float> sides = EightWide.Min(EightWide.Load(light, above + x), limit) + EightWide.Min(EightWide.Load(light, below + x), limit);
            EightWide.Store((middle * ((1f - (2f * SideWeight)) * exposure)) + (sides * (SideWeight * exposure)), to, x + 1);
        }

        for (; x < _width; x++)
        {
            float middle = Math.Min(light[row + x], limit[0]);
            float sides = Math.Min(light[above + x], limit[0]) + Math.Min(light[below + x], limit[0]);
            to[x + 1] = (middle * ((1f - (2f * SideWeight)) * exposure)) + (sides * (SideWeight * exposure));
        }

        to[0] = to[1];
        to[_width + 1] = to[_width];
    }

    private void SoftenAcross(float[] from, float[] to)
    {
        for (int x = 0; x < _width; x += EightWide.Width)
        {
            Vector256<float> sides = EightWide.Load(from, x) + EightWide.Load(from, x + 2);
            EightWide.Store((EightWide.Load(from, x + 1) * (1f - (2f * SideWeight))) + (sides * SideWeight), to, x);
        }
    }

    private void Encode(DevelopedRow row, int y, int frame)
    {
        int noise = ((y + (frame * 211)) & (NoiseSize - 1)) * NoiseStride;
        int column = frame * 137;
        Vector256<float> rowLight = EightWide.Of(1f - _vignetteDown[y]);
        Vector128<byte> three = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80);
        ref byte bytes = ref row.Bytes[0];
        for (int x = 0; x < _width; x += EightWide.Width)
        {
            Vector256<float> light = rowLight - EightWide.Load(_vignetteAcross, x);
            Vector256<float> grain = (EightWide.Load(_noise, noise + ((column + x) & (NoiseSize - 1))) * _atmosphere.Noise) + EightWide.Of(0.5f);
            Vector256<int> blue = Steps(EightWide.Load(row.Blue, x) * light, grain);
            Vector256<int> green = Steps(EightWide.Load(row.Green, x) * light, grain);
            Vector256<int> red = Steps(EightWide.Load(row.Red, x) * light, grain);
            Vector256<byte> pixels = (blue | (green << 8) | (red << 16)).AsByte();
            Vector128.Shuffle(pixels.GetLower(), three).StoreUnsafe(ref bytes, (nuint)(x * 3));
            Vector128.Shuffle(pixels.GetUpper(), three).StoreUnsafe(ref bytes, (nuint)((x * 3) + 12));
        }
    }

    private Vector256<int> Steps(Vector256<float> exposed, Vector256<float> grain) =>
        EightWide.ToInt(EightWide.Min(EightWide.Max(_tone.Encode(exposed) + grain, Vector256<float>.Zero), EightWide.Of(255f)));
}
