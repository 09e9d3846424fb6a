using System.Numerics;

namespace Simulation.Rendering;

/// <summary>Where the camera is in one frame and how it moves. World frame; the axes are unit vectors.</summary>
/// <param name="Position">Metres.</param>
/// <param name="Right">Optical X.</param>
/// <param name="Down">Optical Y.</param>
/// <param name="Forward">Optical Z.</param>
/// <param name="Velocity">m/s.</param>
/// <param name="AngularVelocity">rad/s, world frame.</param>
public readonly record struct CameraPose(
    Vector3 Position, Vector3 Right, Vector3 Down, Vector3 Forward, Vector3 Velocity, Vector3 AngularVelocity)
{
    public Vector3 CameraFromWorld(Vector3 point)
    {
        Vector3 offset = point - Position;
        return new Vector3(Vector3.Dot(offset, Right), Vector3.Dot(offset, Down), Vector3.Dot(offset, Forward));
    }

    public Vector3 RotateToCamera(Vector3 direction) =>
        new(Vector3.Dot(direction, Right), Vector3.Dot(direction, Down), Vector3.Dot(direction, Forward));
}
