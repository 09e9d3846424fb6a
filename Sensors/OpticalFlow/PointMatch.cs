using System.Numerics;

namespace Sensors.OpticalFlow;

/// <summary>A point that was followed from one frame to the next.</summary>
/// <param name="Before">Where it was, pixels from the image's middle.</param>
/// <param name="Flow">How far it went, pixels.</param>
/// <param name="Ray">Unit vector towards it from the focus of expansion: the way it goes by the vehicle's travel, the farther the nearer it is.</param>
internal readonly record struct PointMatch(Vector2 Before, Vector2 Flow, Vector2 Ray)
{
    /// <summary>Unit vector across the ray: what a point moves this way, only the camera's turning tells.</summary>
    public Vector2 Across => new(-Ray.Y, Ray.X);
}
