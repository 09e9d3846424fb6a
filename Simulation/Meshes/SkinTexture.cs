using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Simulation.Rendering;

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

    /// <summary>Eight texels, bilinear.</summary>
    /// <param name="u">0 to 1; clamped.</param>
    /// <param name="v">0 to 1, upwards; clamped.</param>
    /// <param name="level">Level of detail, 0 the finest; clamped.</param>
    [SkipLocalsInit]
    internal SkinTexel8 Sample(Vector256<float> u, Vector256<float> v, int level)
    {
        level = Math.Clamp(level, 0, _levels.Length - 1);
        int width = _widths[level];
        int height = _heights[level];
        Vector256<float> x = EightWide.Min(EightWide.Max((u * width) - EightWide.Of(0.5f), Vector256<float>.Zero), EightWide.Of(Math.Max(0f, width - 1.001f)));
        Vector256<float> y = EightWide.Min(EightWide.Max((v * height) - EightWide.Of(0.5f), Vector256<float>.Zero), EightWide.Of(Math.Max(0f, height - 1.001f)));
        Vector256<float> wholeX = Vector256.Floor(x);
        Vector256<float> wholeY = Vector256.Floor(y);
        Vector256<int> first = EightWide.ToInt((wholeY * width) + wholeX);
        x -= wholeX;
        y -= wholeY;
        int right = width > 1 ? 1 : 0;
        int up = height > 1 ? width : 0;
        ref SkinTexel texels = ref MemoryMarshal.GetArrayDataReference(_levels[level]);
        Span<float> mixed = stackalloc float[EightWide.Width * EightWide.Width];
        ref float store = ref MemoryMarshal.GetReference(mixed);
        for (int i = 0; i < EightWide.Width; i++)
        {
            ref SkinTexel texel = ref Unsafe.Add(ref texels, first[i]);
            Vector256<float> shareX = EightWide.Of(x[i]);
            Vector256<float> low = EightWide.Lerp(Parts(ref texel), Parts(ref Unsafe.Add(ref texel, right)), shareX);
            Vector256<float> high = EightWide.Lerp(Parts(ref Unsafe.Add(ref texel, up)), Parts(ref Unsafe.Add(ref texel, up + right)), shareX);
            EightWide.Lerp(low, high, EightWide.Of(y[i])).StoreUnsafe(ref store, (nuint)(i * EightWide.Width));
        }

        Vector256<int> part = EightWide.ToInt(EightWide.Iota) * EightWide.Width;
        return new SkinTexel8
        {
            Colour = new Vectors8(EightWide.Gather(mixed, part), EightWide.Gather(mixed[1..], part), EightWide.Gather(mixed[2..], part)),
            Paint = EightWide.Gather(mixed[3..], part),
            Glass = EightWide.Gather(mixed[4..], part),
            Tail = EightWide.Gather(mixed[5..], part),
            Head = EightWide.Gather(mixed[6..], part),
        };
    }

    /// <summary>A texel's seven numbers and one that is padding.</summary>
    private static Vector256<float> Parts(ref SkinTexel texel) => Vector256.LoadUnsafe(ref Unsafe.As<SkinTexel, float>(ref texel));
}
