using Fusion.Ranging;
using Sensors.Calibration;

namespace Fusion.Lanes;

/// <summary>Puts the drivable outline on the road, by where the road's horizon lies in its frame. The formula is in docs/frames-and-units.md.</summary>
internal sealed class OutlineGround(LaneTrackerOptions options, LaneGeometry geometry)
{
    private readonly double _nearestSlope = geometry.CameraHeight / options.MaxRange;

    /// <summary>Writes one place for each vertex of the scene's outline: null where its ray meets no road within <see cref="LaneTrackerOptions.MaxRange"/>.</summary>
    public void Place(LaneScene scene, in RoadHorizon horizon)
    {
        ReadOnlySpan<Pixel> outline = scene.DrivableOutline;
        for (int i = 0; i < outline.Length; i++)
        {
            scene.GroundBuffer[i] = At(outline[i], horizon);
        }

        scene.GroundCount = outline.Length;
    }

    private GroundPoint? At(Pixel pixel, in RoadHorizon horizon)
    {
        if (!geometry.TryDirection(pixel, out double p, out double q))
        {
            return null;
        }

        double slope = RoadFilter.Slope(q - horizon.Offset, horizon.Curvature, geometry.CameraHeight);
        if (!(slope >= _nearestSlope))
        {
            return null;
        }

        double distance = geometry.CameraHeight / slope;
        return new GroundPoint(geometry.MountX + distance, geometry.MountY - (p * distance));
    }
}
