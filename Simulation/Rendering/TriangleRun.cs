using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>A triangle on one row of the image: interpolates what its corners hold over eight pixels at a time.</summary>
internal readonly struct TriangleRun
{
    private readonly float _a0;
    private readonly float _a1;
    private readonly float _a2;
    private readonly float _r0;
    private readonly float _r1;
    private readonly float _r2;
    private readonly Vector3 _p0;
    private readonly Vector3 _p1;
    private readonly Vector3 _p2;
    private readonly Vector3 _n0;
    private readonly Vector3 _n1;
    private readonly Vector3 _n2;
    private readonly Vector2 _c0;
    private readonly Vector2 _c1;
    private readonly Vector2 _c2;

    /// <param name="geometry">The frame's.</param>
    /// <param name="triangle">Which.</param>
    /// <param name="py">The row's middle, pixels.</param>
    public TriangleRun(FrameGeometry geometry, in TriangleSetup triangle, float py)
    {
        _a0 = triangle.A0;
        _a1 = triangle.A1;
        _a2 = triangle.A2;
        _r0 = (triangle.B0 * py) + triangle.C0;
        _r1 = (triangle.B1 * py) + triangle.C1;
        _r2 = (triangle.B2 * py) + triangle.C2;

        // Relative to a corner, so that rounding moves a point by a share of the triangle's size and not of its distance from the origin.
        _p0 = geometry.World[triangle.V0];
        _p1 = geometry.World[triangle.V1] - _p0;
        _p2 = geometry.World[triangle.V2] - _p0;
        _n0 = geometry.Normals[triangle.V0];
        _n1 = geometry.Normals[triangle.V1] - _n0;
        _n2 = geometry.Normals[triangle.V2] - _n0;
        _c0 = geometry.Coordinates[triangle.V0];
        _c1 = geometry.Coordinates[triangle.V1] - _c0;
        _c2 = geometry.Coordinates[triangle.V2] - _c0;
    }

    /// <summary>Interpolates at eight pixels.</summary>
    /// <param name="px">Their middles.</param>
    /// <param name="point">World frame.</param>
    /// <param name="normal">Not of unit length.</param>
    /// <param name="u">Texture coordinate.</param>
    /// <param name="v">Texture coordinate.</param>
    /// <returns>Depths, metres.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> At(Vector256<float> px, out Vectors8 point, out Vectors8 normal, out Vector256<float> u, out Vector256<float> v)
    {
        Vector256<float> e1 = (px * _a1) + EightWide.Of(_r1);
        Vector256<float> e2 = (px * _a2) + EightWide.Of(_r2);
        Vector256<float> depth = Vector256<float>.One / ((px * _a0) + EightWide.Of(_r0) + e1 + e2);
        e1 *= depth;
        e2 *= depth;
        point = new Vectors8(Mix(e1, e2, _p0.X, _p1.X, _p2.X), Mix(e1, e2, _p0.Y, _p1.Y, _p2.Y), Mix(e1, e2, _p0.Z, _p1.Z, _p2.Z));
        normal = new Vectors8(Mix(e1, e2, _n0.X, _n1.X, _n2.X), Mix(e1, e2, _n0.Y, _n1.Y, _n2.Y), Mix(e1, e2, _n0.Z, _n1.Z, _n2.Z));
        u = Mix(e1, e2, _c0.X, _c1.X, _c2.X);
        v = Mix(e1, e2, _c0.Y, _c1.Y, _c2.Y);
        return depth;
    }

    /// <summary>Interpolates only the texture coordinates.</summary>
    /// <returns>Inverse depths, 1/m.</returns>
    public Vector256<float> CoverageAt(Vector256<float> px, out Vector256<float> u, out Vector256<float> v)
    {
        Vector256<float> e1 = (px * _a1) + EightWide.Of(_r1);
        Vector256<float> e2 = (px * _a2) + EightWide.Of(_r2);
        Vector256<float> inverse = (px * _a0) + EightWide.Of(_r0) + e1 + e2;
        Vector256<float> depth = Vector256<float>.One / inverse;
        u = Mix(e1 * depth, e2 * depth, _c0.X, _c1.X, _c2.X);
        v = Mix(e1 * depth, e2 * depth, _c0.Y, _c1.Y, _c2.Y);
        return inverse;
    }

    /// <summary>How much u and v change from one column to the next, and from one row to the next.</summary>
    /// <param name="triangle">The triangle of this run.</param>
    /// <param name="px">Where, pixels.</param>
    public (Vector2 Across, Vector2 Down) Slopes(in TriangleSetup triangle, float px)
    {
        float e1 = (_a1 * px) + _r1;
        float e2 = (_a2 * px) + _r2;
        float depth = 1f / ((_a0 * px) + _r0 + e1 + e2);
        Vector2 at = ((_c1 * e1) + (_c2 * e2)) * depth;
        Vector2 across = (_c1 * triangle.A1) + (_c2 * triangle.A2) - (at * (triangle.A0 + triangle.A1 + triangle.A2));
        Vector2 down = (_c1 * triangle.B1) + (_c2 * triangle.B2) - (at * (triangle.B0 + triangle.B1 + triangle.B2));
        return (across * depth, down * depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mix(Vector256<float> e1, Vector256<float> e2, float zero, float one, float two) => (e1 * one) + (e2 * two) + EightWide.Of(zero);
}
