using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Simulation.Rendering;

namespace Simulation.Meshes;

/// <summary>A picture with coverage and its smaller versions, linear RGB in XYZ and coverage in W. Immutable and thread safe.</summary>
public sealed class SpriteTexture
{
    private readonly Vector4[][] _levels;
    private readonly byte[][] _coverages;
    private readonly int[] _widths;
    private readonly int[] _heights;

    /// <param name="width">Texels, a power of two.</param>
    /// <param name="height">Texels, a power of two.</param>
    /// <param name="texels">Row-major, the first row at the bottom; taken over.</param>
    public SpriteTexture(int width, int height, Vector4[] texels)
    {
        List<Vector4[]> levels = [texels];
        List<int> widths = [width];
        List<int> heights = [height];
        while (widths[^1] > 2 && heights[^1] > 2)
        {
            Vector4[] above = levels[^1];
            int aboveWidth = widths[^1];
            int w = aboveWidth / 2;
            int h = heights[^1] / 2;
            Vector4[] level = new Vector4[w * h];
            for (int y = 0; y < h; y++)
            {
                for (int x = 0; x < w; x++)
                {
                    int i = (2 * y * aboveWidth) + (2 * x);
                    level[(y * w) + x] = Merge(above[i], above[i + 1], above[i + aboveWidth], above[i + aboveWidth + 1]);
                }
            }

            levels.Add(level);
            widths.Add(w);
            heights.Add(h);
        }

        _levels = [.. levels];
        _coverages = [.. levels.Select(Coverages)];
        _widths = [.. widths];
        _heights = [.. heights];
    }

    public int Height => _heights[0];

    /// <summary>The nearest texel's coverage in 8-bit steps.</summary>
    public byte Coverage(float u, float v, int level)
    {
        level = Math.Clamp(level, 0, _levels.Length - 1);
        int width = _widths[level];
        int height = _heights[level];
        int x = Math.Clamp((int)(u * width), 0, width - 1);
        int y = Math.Clamp((int)(v * height), 0, height - 1);
        return _coverages[level][(y * width) + x];
    }

    /// <summary>Coverages in 8-bit steps of eight nearest texels.</summary>
    internal Vector256<int> Coverage(Vector256<float> u, Vector256<float> v, int level)
    {
        level = Math.Clamp(level, 0, _levels.Length - 1);
        return EightWide.Gather(_coverages[level], Index(u, v, level)) & Vector256.Create((int)byte.MaxValue);
    }

    /// <summary>Colours of eight nearest texels.</summary>
    internal Vectors8 Colour(Vector256<float> u, Vector256<float> v, int level)
    {
        level = Math.Clamp(level, 0, _levels.Length - 1);
        Span<float> texels = MemoryMarshal.Cast<Vector4, float>(_levels[level].AsSpan());
        Vector256<int> index = Index(u, v, level) * 4;
        return new Vectors8(EightWide.Gather(texels, index), EightWide.Gather(texels[1..], index), EightWide.Gather(texels[2..], index));
    }

    private Vector256<int> Index(Vector256<float> u, Vector256<float> v, int level)
    {
        int width = _widths[level];
        int height = _heights[level];
        Vector256<float> x = EightWide.Min(EightWide.Max(Vector256.Floor(u * width), Vector256<float>.Zero), EightWide.Of(width - 1));
        Vector256<float> y = EightWide.Min(EightWide.Max(Vector256.Floor(v * height), Vector256<float>.Zero), EightWide.Of(height - 1));
        return EightWide.ToInt((y * width) + x);
    }

    /// <summary>Coverages with room for the last one's gathering, which reads four.</summary>
    private static byte[] Coverages(Vector4[] texels)
    {
        byte[] coverages = new byte[texels.Length + sizeof(int)];
        for (int i = 0; i < texels.Length; i++)
        {
            coverages[i] = (byte)((texels[i].W * byte.MaxValue) + 0.5f);
        }

        return coverages;
    }

    private static Vector4 Merge(Vector4 a, Vector4 b, Vector4 c, Vector4 d)
    {
        float weight = a.W + b.W + c.W + d.W;
        if (weight <= 0)
        {
            return Vector4.Zero;
        }

        Vector4 colour = ((a * a.W) + (b * b.W) + (c * c.W) + (d * d.W)) / weight;
        return colour with { W = weight / 4 };
    }
}
