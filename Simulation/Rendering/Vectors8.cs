using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Eight three-vectors (points, directions or colours) side by side.</summary>
internal readonly struct Vectors8
{
    public readonly Vector256<float> X;
    public readonly Vector256<float> Y;
    public readonly Vector256<float> Z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vectors8(Vector256<float> x, Vector256<float> y, Vector256<float> z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    /// <summary>The same vector eight times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors8 Of(Vector3 v) => new(Vector256.Create(v.X), Vector256.Create(v.Y), Vector256.Create(v.Z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors8 operator +(Vectors8 a, Vectors8 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors8 operator -(Vectors8 a, Vectors8 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors8 operator *(Vectors8 a, Vectors8 b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors8 operator *(Vectors8 a, Vector256<float> scale) => new(a.X * scale, a.Y * scale, a.Z * scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Dot(Vectors8 a, Vectors8 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors8 Lerp(Vectors8 a, Vectors8 b, Vector256<float> t) => a + ((b - a) * t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors8 Select(Vector256<float> mask, Vectors8 a, Vectors8 b) =>
        new(EightWide.Select(mask, a.X, b.X), EightWide.Select(mask, a.Y, b.Y), EightWide.Select(mask, a.Z, b.Z));
}
