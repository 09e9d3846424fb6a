using System.Numerics;

namespace Simulation.Rendering;

/// <summary>Bright light spread over its surroundings, at a fraction of the picture's size.</summary>
internal sealed class BloomFilter
{
    private const int Radius = 5;
    private const float Threshold = 0.9f;
    private readonly int _width;
    private readonly int _height;
    private readonly Vector4[] _a;
    private readonly Vector4[] _b;

    public BloomFilter(int width, int height)
    {
        _width = width;
        _height = height;
        _a = new Vector4[width * height];
        _b = new Vector4[width * height];
    }

    public void Build(Vector4[] light, int sourceWidth, int scale, float exposure, ParallelOptions parallel)
    {
        Parallel.For(0, _height, parallel, y =>
        {
            for (int x = 0; x < _width; x++)
            {
                Vector4 sum = Vector4.Zero;
                for (int j = 0; j < scale; j += 2)
                {
                    int i = (((y * scale) + j) * sourceWidth) + (x * scale);
                    sum += Bright(light[i], exposure) + Bright(light[i + (scale / 2)], exposure);
                }

                _a[(y * _width) + x] = sum * 0.25f;
            }
        });
        Blur(parallel);
        Blur(parallel);
    }

    /// <summary>The spread light at a pixel of the full picture.</summary>
    public Vector4 At(int x, int y, int scale)
    {
        float fx = Math.Clamp(((x + 0.5f) / scale) - 0.5f, 0f, _width - 1.001f);
        float fy = Math.Clamp(((y + 0.5f) / scale) - 0.5f, 0f, _height - 1.001f);
        int ix = (int)fx;
        int iy = (int)fy;
        int i = (iy * _width) + ix;
        Vector4 top = Vector4.Lerp(_a[i], _a[i + 1], fx - ix);
        Vector4 bottom = Vector4.Lerp(_a[i + _width], _a[i + _width + 1], fx - ix);
        return Vector4.Lerp(top, bottom, fy - iy);
    }

    private static Vector4 Bright(Vector4 light, float exposure) =>
        Vector4.Min(Vector4.Max((light * exposure) - new Vector4(Threshold), Vector4.Zero), new Vector4(20f));

    private void Blur(ParallelOptions parallel)
    {
        Parallel.For(0, _height, parallel, y => Run(_a, _b, y * _width, 1, _width));
        Parallel.For(0, _width, parallel, x => Run(_b, _a, x, _width, _height));
    }

    private static void Run(Vector4[] from, Vector4[] to, int start, int step, int count)
    {
        Vector4 sum = Vector4.Zero;
        for (int k = -Radius; k <= Radius; k++)
        {
            sum += from[start + (Math.Clamp(k, 0, count - 1) * step)];
        }

        const float Share = 1f / ((2 * Radius) + 1);
        for (int i = 0; i < count; i++)
        {
            to[start + (i * step)] = sum * Share;
            sum += from[start + (Math.Min(i + Radius + 1, count - 1) * step)] - from[start + (Math.Max(i - Radius, 0) * step)];
        }
    }
}
