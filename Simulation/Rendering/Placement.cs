using System.Numerics;

namespace Simulation.Rendering;

/// <summary>A rigid placement of an object in the world: p ↦ Origin + X·Forward + Y·Left + Z·Up.</summary>
public readonly record struct Placement(Vector3 Origin, Vector3 Forward, Vector3 Left, Vector3 Up)
{
    public static Placement Identity { get; } = new(Vector3.Zero, Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);

    /// <summary>The largest stretch along an axis; 1 for a rigid placement.</summary>
    public float Scale => Math.Max(Forward.Length(), Math.Max(Left.Length(), Up.Length()));

    public Vector3 Point(Vector3 p) => Origin + (Forward * p.X) + (Left * p.Y) + (Up * p.Z);

    public Vector3 Direction(Vector3 d) => (Forward * d.X) + (Left * d.Y) + (Up * d.Z);

    /// <summary>Upright, turned about Z by an angle in radians.</summary>
    public static Placement Upright(Vector3 origin, float heading)
    {
        (float sin, float cos) = MathF.SinCos(heading);
        return new Placement(origin, new Vector3(cos, sin, 0), new Vector3(-sin, cos, 0), Vector3.UnitZ);
    }
}
