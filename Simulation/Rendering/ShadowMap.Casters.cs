using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <content>Draws the casters' triangles into the map.</content>
internal sealed partial class ShadowMap
{
    private void Draw(in DrawItem item, int rowTop, int rowBottom)
    {
        Mesh mesh = item.Mesh;
        Vector2 centre = ToMap(item.Placement.Point(mesh.Centre), sheared: true);
        float reach = mesh.Radius * item.Placement.Scale * (1f + _shear.Length()) / Texel;
        if (centre.X + reach < 0 || centre.X - reach > Columns || centre.Y + reach < rowTop || centre.Y - reach > rowBottom)
        {
            return;
        }

        for (int t = 0; t < mesh.Slots.Length; t++)
        {
            Material material = item.Materials[mesh.Slots[t]];
            if (material.CastsNoShadow)
            {
                continue;
            }

            int i0 = mesh.Indices[3 * t];
            int i1 = mesh.Indices[(3 * t) + 1];
            int i2 = mesh.Indices[(3 * t) + 2];
            Vector3 p0 = item.Placement.Point(mesh.Positions[i0]);
            Vector3 p1 = item.Placement.Point(mesh.Positions[i1]);
            Vector3 p2 = item.Placement.Point(mesh.Positions[i2]);
            Vector2 a = ToMap(p0, sheared: true);
            Vector2 b = ToMap(p1, sheared: true);
            Vector2 c = ToMap(p2, sheared: true);
            Fill(a, b, c, p0.Z, p1.Z, p2.Z, mesh, material, i0, i1, i2, rowTop, rowBottom);
        }
    }

    private void Fill(Vector2 a, Vector2 b, Vector2 c, float za, float zb, float zc, Mesh mesh, Material material, int i0, int i1, int i2, int rowTop, int rowBottom)
    {
        int top = Math.Max(rowTop, (int)MathF.Ceiling(Math.Min(a.Y, Math.Min(b.Y, c.Y)) - 0.5f));
        int bottom = Math.Min(rowBottom - 1, (int)MathF.Floor(Math.Max(a.Y, Math.Max(b.Y, c.Y)) - 0.5f));
        float area = ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
        if (top > bottom || Math.Abs(area) < 1e-6f)
        {
            return;
        }

        // Each corner's share of a point is a plane over the map.
        float inverse = 1f / area;
        float slope0 = (b.Y - c.Y) * inverse;
        float slope1 = (c.Y - a.Y) * inverse;
        float slopeZ = ((za - zc) * slope0) + ((zb - zc) * slope1);
        for (int y = top; y <= bottom; y++)
        {
            float py = y + 0.5f;
            float rest0 = ((b.X * (c.Y - py)) - (c.X * (b.Y - py))) * inverse;
            float rest1 = ((c.X * (a.Y - py)) - (a.X * (c.Y - py))) * inverse;
            float low = Math.Min(a.X, Math.Min(b.X, c.X));
            float high = Math.Max(a.X, Math.Max(b.X, c.X));
            if (!Clip(slope0, rest0, ref low, ref high) || !Clip(slope1, rest1, ref low, ref high) || !Clip(-slope0 - slope1, 1f - rest0 - rest1, ref low, ref high))
            {
                continue;
            }

            int left = Math.Max(0, (int)MathF.Ceiling(low - 0.5f));
            int right = Math.Min(Columns - 1, (int)MathF.Floor(high - 0.5f));
            if (left > right)
            {
                continue;
            }

            Span<float> heights = _heights.AsSpan((y * Columns) + left, right - left + 1);
            if (material.Sprite is { } sprite)
            {
                FillSprite(heights, sprite, mesh, (i0, i1, i2), (slope0, slope1), (rest0, rest1), left, (za, zb, zc));
                continue;
            }

            Raise(heights, zc + ((za - zc) * rest0) + ((zb - zc) * rest1) + (slopeZ * (left + 0.5f)), slopeZ);
        }
    }

    /// <summary>Raises a row of heights to a plane.</summary>
    private static void Raise(Span<float> heights, float first, float slope)
    {
        int i = 0;
        ref float start = ref MemoryMarshal.GetReference(heights);
        for (; i + EightWide.Width <= heights.Length; i += EightWide.Width)
        {
            Vector256<float> plane = EightWide.Of(first) + ((EightWide.Iota + EightWide.Of(i)) * slope);
            EightWide.Max(Vector256.LoadUnsafe(ref start, (nuint)i), plane).StoreUnsafe(ref start, (nuint)i);
        }

        for (; i < heights.Length; i++)
        {
            heights[i] = Math.Max(heights[i], first + (i * slope));
        }
    }

    private static void FillSprite(
        Span<float> heights, SpriteTexture sprite, Mesh mesh, (int A, int B, int C) corners, (float A, float B) slopes, (float A, float B) rests, int left, (float A, float B, float C) z)
    {
        Vector2 uv0 = mesh.TextureCoordinates[corners.A];
        Vector2 uv1 = mesh.TextureCoordinates[corners.B];
        Vector2 uv2 = mesh.TextureCoordinates[corners.C];
        for (int i = 0; i < heights.Length; i++)
        {
            float px = left + i + 0.5f;
            float w0 = rests.A + (slopes.A * px);
            float w1 = rests.B + (slopes.B * px);
            float w2 = 1f - w0 - w1;
            float height = (w0 * z.A) + (w1 * z.B) + (w2 * z.C);
            if (height > heights[i])
            {
                Vector2 uv = (uv0 * w0) + (uv1 * w1) + (uv2 * w2);
                heights[i] = sprite.Coverage(uv.X, uv.Y, 1) >= 128 ? height : heights[i];
            }
        }
    }

    private static bool Clip(float slope, float rest, ref float low, ref float high)
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
}
