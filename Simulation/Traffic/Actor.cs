using System.Numerics;
using Simulation.Meshes;
using Simulation.Rendering;
using Simulation.Roads;

namespace Simulation.Traffic;

/// <summary>A road user. The traffic model moves it; not thread safe.</summary>
public sealed class Actor
{
    private const float WalkCycle = 1.3f;

    /// <summary>1 and up; 0 is the ego car.</summary>
    public required int Id { get; init; }

    public required ActorKind Kind { get; init; }

    public required VehicleModel Model { get; init; }

    /// <summary>The model's other postures, for a walk; empty for rigid bodies.</summary>
    public VehicleModel[] Gait { get; init; } = [];

    public required Material[] Materials { get; init; }

    /// <summary>Station of the middle of the footprint, metres.</summary>
    public float S { get; set; }

    /// <summary>Offset, metres, positive to the left.</summary>
    public float D { get; set; }

    public float Speed { get; set; }

    public float Acceleration { get; set; }

    /// <summary>Sideways speed, m/s, positive to the left of the road.</summary>
    public float LateralSpeed { get; set; }

    /// <summary>+1 with the stations, -1 against them.</summary>
    public int Direction { get; init; } = 1;

    public float DesiredSpeed { get; set; }

    /// <summary>Offset that it steers for.</summary>
    public float TargetD { get; set; }

    /// <summary>Until when it brakes hard, seconds; negative for never.</summary>
    public float BrakeUntil { get; set; } = -1f;

    /// <summary>Stands by the roadside.</summary>
    public bool Parked { get; init; }

    /// <summary>Crosses or walks: moved by its speeds alone, without a car-following model.</summary>
    public bool IsWalker { get; init; }

    /// <summary>Direction of a walker over the road's, radians.</summary>
    public float WalkHeading { get; set; }

    public Placement Placement { get; private set; }

    public Vector3 Velocity { get; private set; }

    public float Length => Model.Length;

    public VehicleModel ModelAt(float time) =>
        Gait.Length == 0 ? Model : Gait[(int)((time * WalkCycle * Math.Max(0.4f, Speed) / 1.3f * Gait.Length) + Id) % Gait.Length];

    /// <summary>Computes placement and velocity from the road coordinates.</summary>
    public void Place(RoadPath path, Func<float, float, float> height)
    {
        RoadFrame frame = path.FrameAt(S);
        float turn = IsWalker ? WalkHeading : (Speed > 0.5f ? MathF.Atan2(LateralSpeed * Direction, Speed) : 0f) + (Direction < 0 ? MathF.PI : 0f);
        (float sin, float cos) = MathF.SinCos(turn);
        Vector3 forward = (frame.Forward * cos) + (frame.Left * sin);
        Vector3 left = (frame.Left * cos) - (frame.Forward * sin);
        Vector3 origin = frame.Origin + (frame.Left * D) + (frame.Up * height(S, D));
        Placement = new Placement(origin, forward, left, frame.Up);
        float stretch = 1f - (frame.Curvature * D);
        Velocity = IsWalker ? forward * Speed : (frame.Forward * (Speed * Direction * Math.Clamp(stretch, 0.8f, 1.2f))) + (frame.Left * LateralSpeed);
    }
}
