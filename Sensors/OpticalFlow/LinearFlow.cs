using System.Numerics;

namespace Sensors.OpticalFlow;

/// <summary>How points move from one frame to the next: a shift, a turn (rad, from X to Y) and a growth, both about the origin.</summary>
internal readonly record struct LinearFlow(Vector2 Shift, float Turn, float Growth)
{
    /// <summary>The one that takes both points where they went.</summary>
    public static LinearFlow Through(in PointMatch first, in PointMatch second)
    {
        Vector2 between = second.Before - first.Before;
        Vector2 change = second.Flow - first.Flow;
        LinearFlow flow = new(default, Cross(between, change) / between.LengthSquared(), Vector2.Dot(between, change) / between.LengthSquared());
        return flow with { Shift = first.Flow - flow.At(first.Before) };
    }

    public Vector2 At(Vector2 point) => Shift + (Turn * new Vector2(-point.Y, point.X)) + (Growth * point);

    private static float Cross(Vector2 a, Vector2 b) => (a.X * b.Y) - (a.Y * b.X);
}
