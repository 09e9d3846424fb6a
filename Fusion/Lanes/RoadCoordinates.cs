using Sensors.Calibration;

namespace Fusion.Lanes;

/// <summary>
/// Where a point on the road lies in lane coordinates: straightened along the road, so that a lane's boundaries are numbers.
/// </summary>
/// <remarks>A view of the lane tracker's state; valid until its next update. Metres, nominal without a calibration.</remarks>
internal sealed class RoadCoordinates(LaneTrackerOptions options, LaneGeometry geometry, RoadFilter filter, LaneIdentity identity, LaneTrack[] tracks)
{
    public bool IsMetric => geometry.IsMetric;

    /// <summary>Whether distances can be told: by calibration, or by a horizon learned from lines.</summary>
    public bool IsHorizonKnown { get; set; } = geometry.IsMetric;

    public double MountX => geometry.MountX;

    public int ImageHeight => geometry.ImageHeight;

    /// <summary>Measured width of the ego lane, or the nominal one.</summary>
    public double LaneWidth => identity.LaneWidth > 0 ? identity.LaneWidth : options.NominalLaneWidth;

    /// <summary>The lane coordinates of a road point.</summary>
    /// <param name="ground">Where it is seen, source pixels.</param>
    /// <param name="lateral">Left of the vehicle's axis as the road runs.</param>
    /// <param name="distance">Ahead of the camera.</param>
    /// <returns>False where the pixel does not show the road within range.</returns>
    public bool TryLocate(Pixel ground, out double lateral, out double distance)
    {
        lateral = distance = 0;
        if (!geometry.TryDirection(ground, out double p, out double q) || !filter.TrySlope(q, out double slope))
        {
            return false;
        }

        distance = geometry.CameraHeight / slope;
        lateral = geometry.MountY + filter.LateralThrough(p, slope);
        return true;
    }

    /// <summary>A road point against the straight path ahead of the vehicle, whatever the lines say.</summary>
    /// <inheritdoc cref="TryLocate"/>
    public bool TryLocateOnPath(Pixel ground, out double lateral, out double distance)
    {
        lateral = distance = 0;
        if (!geometry.TryDirection(ground, out double p, out double q) || !filter.TrySlope(q, out double slope))
        {
            return false;
        }

        distance = geometry.CameraHeight / slope;
        lateral = geometry.MountY - (p * distance);
        return true;
    }

    /// <summary>The lane coordinates of a point in the ego frame.</summary>
    public (double Lateral, double Distance) FromEgo(double x, double y)
    {
        double distance = x - geometry.MountX;
        return (y - (filter.Heading * distance) - (filter.Curvature * distance * distance / 2), distance);
    }

    /// <summary>Where a boundary lies in lane coordinates at a distance.</summary>
    /// <returns>False where it is not followed at present.</returns>
    public bool TryBoundary(LanePosition position, double distance, out double lateral)
    {
        int slot = identity[position];
        lateral = slot < 0 ? 0 : identity.Lateral(slot) + (filter.Angle(slot) * distance);
        return slot >= 0;
    }

    /// <summary>The distance up to which paint supports a boundary; 0 where it is not followed.</summary>
    public double Far(LanePosition position) => identity[position] < 0 ? 0 : tracks[identity[position]].Far;
}
