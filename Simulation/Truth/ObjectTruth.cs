using System.Numerics;
using Simulation.Traffic;

namespace Simulation.Truth;

/// <summary>What is true of one road user in one frame.</summary>
public sealed record ObjectTruth
{
    public required int Id { get; init; }

    public required ActorKind Kind { get; init; }

    /// <summary>Bounds of its visible pixels; null where none is.</summary>
    public required PixelBox? Visible { get; init; }

    /// <summary>Bounds of its whole shape, also where hidden or outside the image.</summary>
    public required PixelBox Whole { get; init; }

    /// <summary>Visible pixels.</summary>
    public required int Pixels { get; init; }

    /// <summary>Share of its pixels in the image that something hides, 0 to 1.</summary>
    public required float Occlusion { get; init; }

    /// <summary>Share of its whole box outside the image, 0 to 1.</summary>
    public required float Truncation { get; init; }

    /// <summary>Middle of its footprint, ego frame, metres.</summary>
    public required Vector3 EgoPosition { get; init; }

    /// <summary>Heading in the ego frame, radians, positive to the left.</summary>
    public required float EgoYaw { get; init; }

    /// <summary>Middle of its footprint, camera optical frame, metres.</summary>
    public required Vector3 CameraPosition { get; init; }

    /// <summary>KITTI's rotation_y, radians.</summary>
    public required float RotationY { get; init; }

    /// <summary>Length, width, height, metres.</summary>
    public required Vector3 Size { get; init; }

    /// <summary>Velocity over ground in the ego frame's axes, m/s.</summary>
    public required Vector3 Velocity { get; init; }

    /// <summary>Acceleration along its heading, m/s².</summary>
    public required float Acceleration { get; init; }

    public required bool Braking { get; init; }
}
