using System.Numerics;
using System.Runtime.InteropServices;

namespace Simulation.Meshes;

/// <summary>One point of a vehicle's skin; every part in [0, 1].</summary>
/// <param name="Colour">Linear RGB of what is not paint.</param>
/// <param name="Paint">Share of body paint.</param>
/// <param name="Glass">Share of window glass.</param>
/// <param name="Tail">Share of tail and brake lamp.</param>
/// <param name="Head">Share of headlight.</param>
/// <remarks>Eight numbers long, so that one load fetches it.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 8 * sizeof(float))]
public readonly record struct SkinTexel(Vector3 Colour, float Paint, float Glass, float Tail, float Head)
{
    public static SkinTexel Body { get; } = new(Vector3.Zero, 1, 0, 0, 0);

    public static SkinTexel Window { get; } = new(new Vector3(0.012f, 0.014f, 0.016f), 0, 1, 0, 0);

    public static SkinTexel Trim { get; } = new(new Vector3(0.018f), 0, 0, 0, 0);

    public static SkinTexel Void { get; } = new(new Vector3(0.004f), 0, 0, 0, 0);

    public static SkinTexel Chrome { get; } = new(new Vector3(0.45f), 0, 0.35f, 0, 0);

    public static SkinTexel TailLamp { get; } = new(new Vector3(0.32f, 0.012f, 0.012f), 0, 0.35f, 1, 0);

    public static SkinTexel Indicator { get; } = new(new Vector3(0.55f, 0.2f, 0.03f), 0, 0.3f, 0, 0);

    public static SkinTexel HeadLamp { get; } = new(new Vector3(0.62f, 0.64f, 0.66f), 0, 0.6f, 0, 1);

    public static SkinTexel Reverse { get; } = new(new Vector3(0.6f), 0, 0.4f, 0, 0);

    public static SkinTexel Of(float r, float g, float b) => new(new Vector3(r, g, b), 0, 0, 0, 0);

    /// <summary>Paint darkened into a gap between panels.</summary>
    public static SkinTexel Gap { get; } = new(new Vector3(0.006f), 0.25f, 0, 0, 0);

    public static SkinTexel operator +(SkinTexel a, SkinTexel b) =>
        new(a.Colour + b.Colour, a.Paint + b.Paint, a.Glass + b.Glass, a.Tail + b.Tail, a.Head + b.Head);

    public static SkinTexel operator *(SkinTexel a, float scale) =>
        new(a.Colour * scale, a.Paint * scale, a.Glass * scale, a.Tail * scale, a.Head * scale);
}
