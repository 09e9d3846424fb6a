using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>Finds the nearest triangle of each pixel in a band of rows.</summary>
internal static class Rasterizer
{
    private const float MaximumInverseDepth = 1 / FrameGeometry.NearDistance;

    /// <param name="geometry">The frame's triangles.</param>
    /// <param name="band">Which rows.</param>
    /// <param name="height">Rows of the whole picture.</param>
    /// <param name="uses">As <see cref="LensWarp.Uses"/>.</param>
    /// <param name="buffer">Takes the result.</param>
    public static void Draw(FrameGeometry geometry, int band, int height, ReadOnlySpan<int> uses, BandBuffer buffer)
    {
        buffer.Clear();
        int bandTop = band * FrameGeometry.BandRows;
        int bandBottom = Math.Min(bandTop + FrameGeometry.BandRows, height) - 1;
        foreach (int index in geometry.Band(band))
        {
            ref TriangleSetup triangle = ref geometry.Triangles[index];
            Material material = geometry.ItemMaterials[triangle.Item][triangle.Slot];
            int identity = geometry.ItemIdentities[triangle.Item];
            int top = Math.Max(triangle.YMin, bandTop);
            int bottom = Math.Min(triangle.YMax, bandBottom);
            for (int y = top; y <= bottom; y++)
            {
                if (!Span(triangle, y, out int from, out int to))
                {
                    continue;
                }

                int row = (y - bandTop) * buffer.Width;
                if (material.Kind == MaterialKind.Sprite)
                {
                    DrawSprite(geometry, ref triangle, material, index, from, to, y, row, buffer);
                    continue;
                }

                Fill(triangle, index, from, to, y, row, buffer);
                if (identity != 0)
                {
                    Span<int> stamps = buffer.Stamp.AsSpan(row + from, to - from + 1);
                    buffer.WholePixels[identity] += uses.IsEmpty ? Stamp(stamps, identity) : Stamp(stamps, identity, uses.Slice((y * buffer.Width) + from, stamps.Length));
                }
            }
        }
    }

    /// <summary>The columns of a row whose middles the triangle covers.</summary>
    private static bool Span(in TriangleSetup triangle, int y, out int from, out int to)
    {
        double py = y + 0.5;
        double low = triangle.XMin + 0.5;
        double high = triangle.XMax + 0.5;
        from = 0;
        to = -1;
        if (!Clip(triangle.A0, (triangle.B0 * py) + triangle.C0, ref low, ref high)
            || !Clip(triangle.A1, (triangle.B1 * py) + triangle.C1, ref low, ref high)
            || !Clip(triangle.A2, (triangle.B2 * py) + triangle.C2, ref low, ref high))
        {
            return false;
        }

        from = (int)Math.Ceiling(low - 0.5);
        to = (int)Math.Floor(high - 0.5);
        return from <= to;
    }

    private static void Fill(in TriangleSetup triangle, int index, int from, int to, int y, int row, BandBuffer buffer)
    {
        double py = y + 0.5;
        float step = triangle.A0 + triangle.A1 + triangle.A2;
        double start = (triangle.B0 * py) + triangle.C0 + (triangle.B1 * py) + triangle.C1 + (triangle.B2 * py) + triangle.C2;
        float first = (float)(start + (step * (from + 0.5)));
        int count = to - from + 1;
        ref float depth = ref MemoryMarshal.GetReference(buffer.InverseDepth.AsSpan(row + from, count));
        ref int ids = ref MemoryMarshal.GetReference(buffer.Triangle.AsSpan(row + from, count));
        Vector256<float> nearest = EightWide.Of(MaximumInverseDepth);
        int i = 0;
        for (; i + EightWide.Width <= count; i += EightWide.Width)
        {
            Vector256<float> inverse = EightWide.Of(first) + ((EightWide.Iota + EightWide.Of(i)) * step);
            Vector256<float> before = Vector256.LoadUnsafe(ref depth, (nuint)i);
            Vector256<float> visible = Vector256.GreaterThan(inverse, before) & Vector256.LessThan(inverse, nearest);
            if (!EightWide.Any(visible))
            {
                continue;
            }

            EightWide.Select(visible, inverse, before).StoreUnsafe(ref depth, (nuint)i);
            Vector256.ConditionalSelect(visible.AsInt32(), Vector256.Create(index), Vector256.LoadUnsafe(ref ids, (nuint)i)).StoreUnsafe(ref ids, (nuint)i);
        }

        for (; i < count; i++)
        {
            float inverse = first + (i * step);
            ref float before = ref Unsafe.Add(ref depth, i);
            if (inverse > before && inverse < MaximumInverseDepth)
            {
                before = inverse;
                Unsafe.Add(ref ids, i) = index;
            }
        }
    }

    /// <summary>Marks an identity's pixels and counts those it had not marked before.</summary>
    private static int Stamp(Span<int> stamps, int identity)
    {
        int fresh = 0;
        for (int i = 0; i < stamps.Length; i++)
        {
            fresh += stamps[i] != identity ? 1 : 0;
        }

        stamps.Fill(identity);
        return fresh;
    }

    /// <inheritdoc cref="Stamp(Span{int}, int)"/>
    /// <remarks>Each counts as often as the lens takes it.</remarks>
    private static int Stamp(Span<int> stamps, int identity, ReadOnlySpan<int> uses)
    {
        int fresh = 0;
        for (int i = 0; i < stamps.Length; i++)
        {
            fresh += stamps[i] != identity ? uses[i] : 0;
        }

        stamps.Fill(identity);
        return fresh;
    }

    private static bool Clip(float slope, double rest, ref double low, ref double high)
    {
        if (slope > 0)
        {
            low = Math.Max(low, -rest / slope);
        }
        else if (slope < 0)
        {
            high = Math.Min(high, -rest / slope);
        }
        else if (rest < 0)
        {
            return false;
        }

        return low <= high;
    }

    private static void DrawSprite(
        FrameGeometry geometry, ref TriangleSetup triangle, Material material, int index, int from, int to, int y, int row, BandBuffer buffer)
    {
        SpriteTexture sprite = material.Sprite!;
        TriangleRun run = new(geometry, triangle, y + 0.5f);
        SurfaceDetail detail = new(run, triangle, material, (from + to + 1) * 0.5f);
        for (int x = from; x <= to; x += EightWide.Width)
        {
            int count = Math.Min(EightWide.Width, to - x + 1);
            Vector256<float> px = EightWide.Min(EightWide.Iota + EightWide.Of(x + 0.5f), EightWide.Of(to + 0.5f));
            Vector256<float> inverse = run.CoverageAt(px, out Vector256<float> u, out Vector256<float> v);
            Vector256<float> threshold = Thresholds(x, y);
            Vector256<float> covered = Vector256.GreaterThan(EightWide.ToFloat(sprite.Coverage(u, v, detail.Level)), threshold);
            Vector256<float> seen = covered & Vector256.LessThan(inverse, EightWide.Of(MaximumInverseDepth));
            for (uint bits = Vector256.ExtractMostSignificantBits(seen) & (uint)((1 << count) - 1); bits != 0; bits &= bits - 1)
            {
                int i = BitOperations.TrailingZeroCount(bits);
                if (inverse[i] > buffer.InverseDepth[row + x + i])
                {
                    buffer.InverseDepth[row + x + i] = inverse[i];
                    buffer.Triangle[row + x + i] = index;
                }
            }
        }
    }

    /// <summary>From which coverage on a pixel is drawn, in 8-bit steps: at random by place, so that thin foliage thins out.</summary>
    private static Vector256<float> Thresholds(int x, int y)
    {
        Vector256<int> columns = EightWide.ToInt(EightWide.Iota) + Vector256.Create(x);
        Vector256<int> bits = (columns * unchecked((int)0x9E3779B1u)) ^ Vector256.Create(unchecked((int)((uint)y * 0x85EBCA77u)));
        bits = (bits ^ (bits >>> 15)) * 0x2C1B3C6D;
        return (EightWide.ToFloat(bits >>> 16) * (0.7f * byte.MaxValue / 65536f)) + EightWide.Of(0.15f * byte.MaxValue);
    }
}
