using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>Which points the sun reaches: the height of the highest caster along each sun ray, over a patch of ground before the ego car.</summary>
/// <remarks>Casters are sheared along the sun's direction on to a level plane, so that the ground has an even resolution.</remarks>
internal sealed class ShadowMap
{
    private const float Texel = 0.125f;
    private const int Columns = 1120;
    private const int Rows = 640;
    private const float Behind = 15f;
    private const float Side = Rows * Texel / 2;
    private const float Nothing = -1e6f;
    private const float Bias = 0.07f;
    private readonly float[] _heights = new float[Columns * Rows];
    private readonly float[] _contact = new float[Columns * Rows];
    private Vector3 _origin;
    private Vector2 _forward;
    private Vector2 _shear;
    private bool _hasSun;

    /// <summary>Begins a frame.</summary>
    /// <param name="origin">Ego position, world frame.</param>
    /// <param name="forward">Ego direction, level, unit.</param>
    public void Clear(Vector3 origin, Vector2 forward)
    {
        _origin = origin;
        _forward = forward;
        Array.Fill(_heights, Nothing);
        Array.Clear(_contact);
    }

    /// <summary>Draws the casters of a frame.</summary>
    public void Build(IReadOnlyList<DrawItem> casters, Vector3 sun, bool hasSun, ParallelOptions parallel)
    {
        _hasSun = hasSun;
        _shear = new Vector2(sun.X, sun.Y) / Math.Max(0.15f, sun.Z);
        if (!hasSun)
        {
            return;
        }

        const int Stripes = 4;
        Parallel.For(0, Stripes, parallel, stripe =>
        {
            int top = Rows * stripe / Stripes;
            int bottom = Rows * (stripe + 1) / Stripes;
            foreach (DrawItem item in casters)
            {
                Draw(item, top, bottom);
            }
        });
    }

    /// <summary>Darkens the ground under and around a body that stands on it.</summary>
    public void AddContact(Placement placement, float length, float width)
    {
        const float Spread = 0.45f;
        float reach = (MathF.Sqrt((length * length) + (width * width)) / 2) + Spread;
        Vector2 centre = ToMap(placement.Origin, sheared: false);
        int r = (int)(reach / Texel) + 1;
        Vector2 ahead = new(placement.Forward.X, placement.Forward.Y);
        ahead = new Vector2(Vector2.Dot(ahead, _forward), (_forward.X * ahead.Y) - (_forward.Y * ahead.X));
        for (int y = Math.Max(0, (int)centre.Y - r); y < Math.Min(Rows, (int)centre.Y + r); y++)
        {
            for (int x = Math.Max(0, (int)centre.X - r); x < Math.Min(Columns, (int)centre.X + r); x++)
            {
                Vector2 offset = (new Vector2(x, y) - centre) * Texel;
                float along = Math.Abs(Vector2.Dot(offset, ahead)) - (length / 2) + 0.25f;
                float across = Math.Abs((ahead.X * offset.Y) - (ahead.Y * offset.X)) - (width / 2) + 0.2f;
                float outside = MathF.Sqrt(MathF.Pow(Math.Max(0, along), 2) + MathF.Pow(Math.Max(0, across), 2));
                float dark = Math.Clamp(1f - (outside / (Spread + 0.2f)), 0f, 1f);
                ref float contact = ref _contact[(y * Columns) + x];
                contact = Math.Max(contact, dark * dark * 0.92f);
            }
        }
    }

    /// <summary>How much of the sun reaches eight points, 0 to 1; soft over one texel.</summary>
    public Vector256<float> Sun(Vectors8 point)
    {
        Vector256<float> one = Vector256<float>.One;
        if (!_hasSun)
        {
            return one;
        }

        Vector256<float> height = point.Z - EightWide.Of(_origin.Z);
        (Vector256<float> x, Vector256<float> y) = ToMap(point.X - (height * _shear.X), point.Y - (height * _shear.Y));
        x -= EightWide.Of(0.5f);
        y -= EightWide.Of(0.5f);
        Vector256<float> inside = Vector256.GreaterThanOrEqual(x, one) & Vector256.GreaterThanOrEqual(y, one)
            & Vector256.LessThan(x, EightWide.Of(Columns - 2)) & Vector256.LessThan(y, EightWide.Of(Rows - 2));
        if (!EightWide.Any(inside))
        {
            return one;
        }

        x = inside & x;
        y = inside & y;
        Vector256<float> x0 = Vector256.Floor(x);
        Vector256<float> y0 = Vector256.Floor(y);
        Vector256<int> i = EightWide.ToInt((y0 * Columns) + x0);
        Vector256<float> limit = point.Z + EightWide.Of(Bias);
        Vector256<float> a = Vector256.LessThanOrEqual(EightWide.Gather(_heights, i), limit) & one;
        Vector256<float> b = Vector256.LessThanOrEqual(EightWide.Gather(_heights, i + Vector256<int>.One), limit) & one;
        Vector256<float> c = Vector256.LessThanOrEqual(EightWide.Gather(_heights, i + Vector256.Create(Columns)), limit) & one;
        Vector256<float> d = Vector256.LessThanOrEqual(EightWide.Gather(_heights, i + Vector256.Create(Columns + 1)), limit) & one;
        Vector256<float> top = EightWide.Lerp(a, b, x - x0);
        Vector256<float> bottom = EightWide.Lerp(c, d, x - x0);
        return EightWide.Select(inside, EightWide.Lerp(top, bottom, y - y0), one);
    }

    /// <summary>How much of the sky's light is missing on the ground at eight points, 0 to 1.</summary>
    public Vector256<float> Contact(Vectors8 point)
    {
        (Vector256<float> x, Vector256<float> y) = ToMap(point.X, point.Y);
        Vector256<float> inside = Vector256.GreaterThanOrEqual(x, Vector256<float>.Zero) & Vector256.GreaterThanOrEqual(y, Vector256<float>.Zero)
            & Vector256.LessThan(x, EightWide.Of(Columns)) & Vector256.LessThan(y, EightWide.Of(Rows));
        return EightWide.Any(inside)
            ? inside & EightWide.Gather(_contact, EightWide.ToInt(inside & ((Vector256.Floor(y) * Columns) + Vector256.Floor(x))))
            : Vector256<float>.Zero;
    }

    private (Vector256<float> X, Vector256<float> Y) ToMap(Vector256<float> worldX, Vector256<float> worldY)
    {
        Vector256<float> x = worldX - EightWide.Of(_origin.X);
        Vector256<float> y = worldY - EightWide.Of(_origin.Y);
        return (((x * _forward.X) + (y * _forward.Y) + EightWide.Of(Behind)) * (1f / Texel), ((y * _forward.X) - (x * _forward.Y) + EightWide.Of(Side)) * (1f / Texel));
    }

    private Vector2 ToMap(Vector3 point, bool sheared)
    {
        Vector2 offset = new(point.X - _origin.X, point.Y - _origin.Y);
        if (sheared)
        {
            offset -= _shear * (point.Z - _origin.Z);
        }

        float along = Vector2.Dot(offset, _forward);
        float left = (_forward.X * offset.Y) - (_forward.Y * offset.X);
        return new Vector2((along + Behind) / Texel, (left + Side) / Texel);
    }

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
