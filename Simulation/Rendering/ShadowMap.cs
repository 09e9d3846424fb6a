using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Which points the sun reaches: the height of the highest caster along each sun ray, over a patch of ground before the ego car.</summary>
/// <remarks>Casters are sheared along the sun's direction on to a level plane, so that the ground has an even resolution.</remarks>
internal sealed partial class ShadowMap
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
}
