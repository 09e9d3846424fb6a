using System.Numerics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>Finds the nearest triangle of each pixel in a band of rows.</summary>
internal static class Rasterizer
{
    private const float MaximumInverseDepth = 4f;

    public static void Draw(FrameGeometry geometry, int band, int height, BandBuffer buffer)
    {
        buffer.Clear();
        int bandTop = band * FrameGeometry.BandRows;
        int bandBottom = Math.Min(bandTop + FrameGeometry.BandRows, height) - 1;
        foreach (int index in geometry.Band(band))
        {
            ref TriangleSetup triangle = ref geometry.Triangles[index];
            int identity = geometry.ItemIdentities[triangle.Item];
            Material material = geometry.ItemMaterials[triangle.Item][triangle.Slot];
            int top = Math.Max(triangle.YMin, bandTop);
            int bottom = Math.Min(triangle.YMax, bandBottom);
            for (int y = top; y <= bottom; y++)
            {
                double py = y + 0.5;
                double r0 = (triangle.B0 * py) + triangle.C0;
                double r1 = (triangle.B1 * py) + triangle.C1;
                double r2 = (triangle.B2 * py) + triangle.C2;
                double low = triangle.XMin + 0.5;
                double high = triangle.XMax + 0.5;
                if (!Clip(triangle.A0, r0, ref low, ref high) || !Clip(triangle.A1, r1, ref low, ref high) || !Clip(triangle.A2, r2, ref low, ref high))
                {
                    continue;
                }

                int from = (int)Math.Ceiling(low - 0.5);
                int to = (int)Math.Floor(high - 0.5);
                if (from > to)
                {
                    continue;
                }

                int row = (y - bandTop) * buffer.Width;
                if (material.Kind == MaterialKind.Sprite)
                {
                    DrawSprite(geometry, ref triangle, material.Sprite!, index, from, to, y, row, (float)r0, (float)r1, (float)r2, buffer);
                    continue;
                }

                float step = triangle.A0 + triangle.A1 + triangle.A2;
                double start = r0 + r1 + r2;
                Span<float> depth = buffer.InverseDepth.AsSpan(row + from, to - from + 1);
                Span<int> ids = buffer.Triangle.AsSpan(row + from, to - from + 1);
                float first = (float)(start + (step * (from + 0.5)));
                for (int i = 0; i < depth.Length; i++)
                {
                    float inverse = first + (step * i);
                    if (inverse > depth[i] && inverse < MaximumInverseDepth)
                    {
                        depth[i] = inverse;
                        ids[i] = index;
                    }
                }

                if (identity != 0)
                {
                    Span<int> stamps = buffer.Stamp.AsSpan(row + from, to - from + 1);
                    int count = 0;
                    for (int i = 0; i < stamps.Length; i++)
                    {
                        if (stamps[i] != identity)
                        {
                            stamps[i] = identity;
                            count++;
                        }
                    }

                    buffer.WholePixels[identity] += count;
                }
            }
        }
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
        FrameGeometry geometry, ref TriangleSetup triangle, SpriteTexture sprite, int index, int from, int to, int y, int row, float r0, float r1, float r2, BandBuffer buffer)
    {
        Vector2 c0 = geometry.Coordinates[triangle.V0];
        Vector2 c1 = geometry.Coordinates[triangle.V1];
        Vector2 c2 = geometry.Coordinates[triangle.V2];
        for (int x = from; x <= to; x++)
        {
            float px = x + 0.5f;
            float e0 = (triangle.A0 * px) + r0;
            float e1 = (triangle.A1 * px) + r1;
            float e2 = (triangle.A2 * px) + r2;
            float inverse = e0 + e1 + e2;
            int i = row + x;
            if (inverse <= buffer.InverseDepth[i] || inverse >= MaximumInverseDepth)
            {
                continue;
            }

            float w = 1f / inverse;
            Vector2 uv = ((c0 * e0) + (c1 * e1) + (c2 * e2)) * w;
            float threshold = 0.15f + (0.7f * Hash(x, y));
            if (sprite.Sample(uv.X, uv.Y, Level(ref triangle, c0, c1, c2, w, sprite)).W > threshold)
            {
                buffer.InverseDepth[i] = inverse;
                buffer.Triangle[i] = index;
            }
        }
    }

    /// <summary>Level of detail from how fast v runs over the screen's rows.</summary>
    public static int Level(ref TriangleSetup triangle, Vector2 c0, Vector2 c1, Vector2 c2, float w, SpriteTexture sprite)
    {
        float slope = Math.Abs(((triangle.B0 * c0.Y) + (triangle.B1 * c1.Y) + (triangle.B2 * c2.Y)) * w) * sprite.Height;
        return slope <= 1f ? 0 : (BitConverter.SingleToInt32Bits(slope) >> 23) - 127;
    }

    private static float Hash(int x, int y)
    {
        uint h = unchecked(((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u));
        h = unchecked((h ^ (h >> 15)) * 0x2C1B3C6Du);
        return (h >> 16) * (1f / 65536f);
    }
}
