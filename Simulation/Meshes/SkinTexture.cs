namespace Simulation.Meshes;

/// <summary>A painted face of a vehicle with its smaller versions. Immutable and thread safe.</summary>
public sealed class SkinTexture
{
    private readonly SkinTexel[][] _levels;
    private readonly int[] _widths;
    private readonly int[] _heights;

    private SkinTexture(SkinTexel[][] levels, int[] widths, int[] heights)
    {
        _levels = levels;
        _widths = widths;
        _heights = heights;
    }

    /// <summary>Paints a face.</summary>
    /// <param name="width">Texels.</param>
    /// <param name="height">Texels.</param>
    /// <param name="paint">The texel at u, v in [0, 1]; v upwards.</param>
    public static SkinTexture Paint(int width, int height, Func<float, float, SkinTexel> paint)
    {
        SkinTexel[] texels = new SkinTexel[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                SkinTexel sum = default;
                for (int k = 0; k < 4; k++)
                {
                    sum += paint((x + 0.25f + (0.5f * (k & 1))) / width, (y + 0.25f + (0.25f * (k & 2))) / height);
                }

                texels[(y * width) + x] = sum * 0.25f;
            }
        }

        List<SkinTexel[]> levels = [texels];
        List<int> widths = [width];
        List<int> heights = [height];
        while (widths[^1] > 1 && heights[^1] > 1)
        {
            SkinTexel[] above = levels[^1];
            int aboveWidth = widths[^1];
            int w = aboveWidth / 2;
            int h = heights[^1] / 2;
            SkinTexel[] level = new SkinTexel[w * h];
            for (int y = 0; y < h; y++)
            {
                for (int x = 0; x < w; x++)
                {
                    int i = (2 * y * aboveWidth) + (2 * x);
                    level[(y * w) + x] = (above[i] + above[i + 1] + above[i + aboveWidth] + above[i + aboveWidth + 1]) * 0.25f;
                }
            }

            levels.Add(level);
            widths.Add(w);
            heights.Add(h);
        }

        return new SkinTexture([.. levels], [.. widths], [.. heights]);
    }

    public int Width => _widths[0];

    /// <summary>The texel at u, v at a level of detail (0 is the finest; clamped).</summary>
    public SkinTexel Sample(float u, float v, int level)
    {
        level = Math.Clamp(level, 0, _levels.Length - 1);
        int width = _widths[level];
        int height = _heights[level];
        float x = Math.Clamp((u * width) - 0.5f, 0f, Math.Max(0f, width - 1.001f));
        float y = Math.Clamp((v * height) - 0.5f, 0f, Math.Max(0f, height - 1.001f));
        int ix = (int)x;
        int iy = (int)y;
        float fx = x - ix;
        float fy = y - iy;
        SkinTexel[] texels = _levels[level];
        int i = (iy * width) + ix;
        int right = ix + 1 < width ? 1 : 0;
        int down = iy + 1 < height ? width : 0;
        SkinTexel top = (texels[i] * (1 - fx)) + (texels[i + right] * fx);
        SkinTexel bottom = (texels[i + down] * (1 - fx)) + (texels[i + down + right] * fx);
        return (top * (1 - fy)) + (bottom * fy);
    }
}
