using System.Numerics;
using Simulation.Rendering;
using Simulation.Traffic;

namespace Simulation.Scenarios;

/// <summary>Where the camera sits on the ego car's body. Angles in radians, intrinsic z-y-x; positive pitch looks down.</summary>
/// <param name="Position">Metres from the rear-axle centre on the ground.</param>
/// <param name="Roll">About X.</param>
/// <param name="Pitch">About Y.</param>
/// <param name="Yaw">About Z.</param>
public readonly record struct CameraMount(Vector3 Position, float Roll, float Pitch, float Yaw)
{
    /// <summary>The camera's pose in the world while the body pitches and rolls over the road.</summary>
    public CameraPose Pose(EgoCar ego)
    {
        Placement road = ego.Frame();
        Placement body = Rotate(road, ego.Roll, ego.Pitch, 0f);
        Placement camera = Rotate(body with { Origin = body.Point(Position) }, Roll, Pitch, Yaw);
        Vector3 spin = (road.Up * ego.YawRate) + (road.Left * ego.PitchRate) + (road.Forward * ego.RollRate);
        Vector3 velocity = ego.Velocity() + Vector3.Cross(spin, camera.Origin - road.Origin);
        return new CameraPose(camera.Origin, -camera.Left, -camera.Up, camera.Forward, velocity, spin);
    }

    /// <summary>The ego car's body over the road.</summary>
    public static Placement Body(EgoCar ego) => Rotate(ego.Frame(), ego.Roll, ego.Pitch, 0f);

    private static Placement Rotate(in Placement parent, float roll, float pitch, float yaw)
    {
        (float sr, float cr) = MathF.SinCos(roll);
        (float sp, float cp) = MathF.SinCos(pitch);
        (float sy, float cy) = MathF.SinCos(yaw);
        Vector3 x = new(cy * cp, sy * cp, -sp);
        Vector3 y = new((cy * sp * sr) - (sy * cr), (sy * sp * sr) + (cy * cr), cp * sr);
        Vector3 z = new((cy * sp * cr) + (sy * sr), (sy * sp * cr) - (cy * sr), cp * cr);
        return new Placement(parent.Origin, parent.Direction(x), parent.Direction(y), parent.Direction(z));
    }
}
