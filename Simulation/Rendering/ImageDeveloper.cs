using System.Numerics;

namespace Simulation.Rendering;

/// <summary>Turns light into a camera picture: lens softness, bloom, vignetting, motion blur, exposure, noise, rain on the windscreen.</summary>
/// <remarks>Not thread safe; works in parallel inside. The result does not depend on how many threads do.</remarks>
internal sealed class ImageDeveloper
{
    private const int BloomScale = 4;
    private const int NoiseSize = 512;
    private const float SideWeight = 0.19f;
    private readonly int _width;
    private readonly int _height;
    private readonly Atmosphere _atmosphere;
    private readonly ParallelOptions _parallel;
    private readonly ToneCurve _tone = new();
    private readonly float[] _noise = new float[NoiseSize * NoiseSize];
    private readonly float[] _vignette;
    private readonly BloomFilter _bloom;

    public ImageDeveloper(RenderCamera camera, Atmosphere atmosphere, SeededRandom random, ParallelOptions parallel)
    {
        _width = camera.Width;
        _height = camera.Height;
        _atmosphere = atmosphere;
        _parallel = parallel;
        for (int i = 0; i < _noise.Length; i++)
        {
            _noise[i] = random.Normal();
        }

        _bloom = new BloomFilter(_width / BloomScale, _height / BloomScale);
        _vignette = new float[_width + _height];
        for (int x = 0; x < _width; x++)
        {
            float u = (x - (_width / 2f)) / _width;
            _vignette[x] = 0.22f * u * u;
        }

        for (int y = 0; y < _height; y++)
        {
            float v = (y - (_height / 2f)) / _width;
            _vignette[_width + y] = 0.22f * v * v;
        }
    }

    /// <summary>Develops one frame.</summary>
    /// <param name="light">Linear radiance, W unused; width × height.</param>
    /// <param name="exposure">What radiance is multiplied by.</param>
    /// <param name="frame">Frame number: chooses the noise.</param>
    /// <param name="picture">8-bit BGR, width × height × 3.</param>
    public void Develop(Vector4[] light, float exposure, int frame, byte[] picture)
    {
        bool bloom = _atmosphere.Bloom > 0;
        if (bloom)
        {
            _bloom.Build(light, _width, BloomScale, exposure, _parallel);
        }

        const int Rows = 16;
        Parallel.For(0, (_height + Rows - 1) / Rows, _parallel, band =>
        {
            Vector4[] line = System.Buffers.ArrayPool<Vector4>.Shared.Rent(_width + 2);
            for (int y = band * Rows; y < Math.Min(_height, (band + 1) * Rows); y++)
            {
                DevelopRow(light, y, exposure, frame, bloom, line, picture);
            }

            System.Buffers.ArrayPool<Vector4>.Shared.Return(line);
        });
    }

    private void DevelopRow(Vector4[] light, int y, float exposure, int frame, bool bloom, Vector4[] line, byte[] picture)
    {
        int row = y * _width;
        int above = Math.Max(0, y - 1) * _width;
        int below = Math.Min(_height - 1, y + 1) * _width;
        Vector4 scale = new(exposure);
        Vector4 limit = new(6f);
        for (int x = 0; x < _width; x++)
        {
            Vector4 middle = Vector4.Min(light[row + x] * scale, limit);
            Vector4 sides = Vector4.Min(light[above + x] * scale, limit) + Vector4.Min(light[below + x] * scale, limit);
            line[x + 1] = (middle * (1f - (2f * SideWeight))) + (sides * SideWeight);
        }

        line[0] = line[1];
        line[_width + 1] = line[_width];
        int noiseRow = ((y + (frame * 211)) & (NoiseSize - 1)) * NoiseSize;
        int noiseColumn = frame * 137;
        float rowVignette = _vignette[_width + y];
        for (int x = 0; x < _width; x++)
        {
            Vector4 colour = (line[x + 1] * (1f - (2f * SideWeight))) + ((line[x] + line[x + 2]) * SideWeight);
            if (bloom)
            {
                colour += _bloom.At(x, y, BloomScale) * _atmosphere.Bloom;
            }

            colour *= 1f - _vignette[x] - rowVignette;
            float blue = _tone.Encode(colour.Z);
            float green = _tone.Encode(colour.Y);
            float red = _tone.Encode(colour.X);
            float grain = _noise[noiseRow + ((x + noiseColumn) & (NoiseSize - 1))] * _atmosphere.Noise;
            int i = (row + x) * 3;
            picture[i] = (byte)Math.Clamp(blue + grain + 0.5f, 0f, 255f);
            picture[i + 1] = (byte)Math.Clamp(green + grain + 0.5f, 0f, 255f);
            picture[i + 2] = (byte)Math.Clamp(red + grain + 0.5f, 0f, 255f);
        }
    }
}
