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

    public void Build(LightImage light, int scale, float exposure, ParallelOptions parallel)
    {
        Parallel.For(0, _height, parallel, y =>
        {
            for (int x = 0; x < _width; x++)
            {
                Vector4 sum = Vector4.Zero;
                for (int j = 0; j < scale; j += 2)
                {
                    int i = (((y * scale) + j) * light.Width) + (x * scale);
                    sum += Bright(light, i, exposure) + Bright(light, i + (scale / 2), exposure);
                }

                _a[(y * _width) + x] = sum * 0.25f;
            }
        });
        Blur(parallel);
        Blur(parallel);
    }

    /// <summary>Adds a share of the spread light to a row of the full picture.</summary>
    /// <param name="y">The row.</param>
    /// <param name="scale">Size of the full picture over this one's.</param>
    /// <param name="share">How much.</param>
    /// <param name="row">The row's planes, added to.</param>
    public void AddRow(int y, int scale, float share, DevelopedRow row)
    {
        float fy = Math.Clamp(((y + 0.5f) / scale) - 0.5f, 0f, _height - 1.001f);
        int iy = (int)fy;
        ReadOnlySpan<Vector4> above = _a.AsSpan(iy * _width, _width);
        ReadOnlySpan<Vector4> below = _a.AsSpan((iy + 1) * _width, _width);
        Vector4 left = Vector4.Lerp(above[0], below[0], fy - iy) * share;
        Vector4 right = left;
        for (int x = 0, column = 0; x < row.Width; column++)
        {
            // From the middle of one coarse pixel to the middle of the next.
            int end = Math.Min(row.Width, (column * scale) + (scale / 2));
            Vector4 step = (right - left) / scale;
            Vector4 at = left + (step * (x - (((column - 0.5f) * scale) - 0.5f)));
            for (; x < end; x++)
            {
                row.Red[x] += at.X;
                row.Green[x] += at.Y;
                row.Blue[x] += at.Z;
                at += step;
            }

            left = right;
            int next = Math.Min(column + 1, _width - 1);
            right = Vector4.Lerp(above[next], below[next], fy - iy) * share;
        }
    }

    private static Vector4 Bright(LightImage light, int i, float exposure) =>
        Vector4.Min(Vector4.Max((new Vector4(light.Red[i], light.Green[i], light.Blue[i], 0) * exposure) - new Vector4(Threshold), Vector4.Zero), new Vector4(20f));

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
