using System.Numerics;
using Fusion.Geometry;
using Fusion.Tracking;

namespace Evaluation.Drives;

/// <summary>One road user in one frame of a drive's truth.</summary>
public readonly record struct DriveTruthObject
{
    /// <summary>The same throughout the drive.</summary>
    public required int Id { get; init; }

    /// <summary>Cyclists are <see cref="ObjectClass.Bicycle"/>.</summary>
    public required ObjectClass Class { get; init; }

    /// <summary>Bounds its visible pixels in the source image.</summary>
    public required Box Visible { get; init; }

    /// <summary>Share of its pixels in the image that something hides, 0 to 1.</summary>
    public required float Occlusion { get; init; }

    /// <summary>Ego-frame X of the nearest point of its footprint, metres.</summary>
    public required double NearestX { get; init; }

    /// <summary>Ego-frame X of the middle of its footprint, metres.</summary>
    public required double CentreX { get; init; }

    /// <summary>Ego-frame Y of the same.</summary>
    public required double CentreY { get; init; }

    /// <summary>Over ground along the ego frame's axes, m/s; null where the file does not state it.</summary>
    public Vector2? Velocity { get; init; }
}
