using Fusion.Lanes;
using Fusion.Tracking;

namespace Fusion.World;

/// <summary>The ego lane and its neighbours at one distance, in lane coordinates: metres, positive to the left.</summary>
/// <param name="OuterLeft">The far boundary of the lane to the left.</param>
/// <param name="Left">The ego lane's left boundary.</param>
/// <param name="Right">The ego lane's right boundary.</param>
/// <param name="OuterRight">The far boundary of the lane to the right.</param>
internal readonly record struct LaneSpan(double OuterLeft, double Left, double Right, double OuterRight)
{
    /// <summary>The lanes between the boundaries that are followed; a missing one lies a lane's width from the next.</summary>
    /// <returns>False where neither ego line is followed, or the distance is beyond where they can be prolonged.</returns>
    public static bool TryFromLines(RoadCoordinates road, double distance, LaneAssignerOptions options, out LaneSpan span)
    {
        bool hasLeft = road.TryBoundary(LanePosition.EgoLeft, distance, out double left);
        bool hasRight = road.TryBoundary(LanePosition.EgoRight, distance, out double right);
        double reach = Math.Max(hasLeft ? road.Far(LanePosition.EgoLeft) : 0, hasRight ? road.Far(LanePosition.EgoRight) : 0);
        if ((!hasLeft && !hasRight) || distance > reach * options.Prolong)
        {
            span = default;
            return false;
        }

        double width = road.LaneWidth;
        left = hasLeft ? left : right + width;
        right = hasRight ? right : left - width;
        double outerLeft = road.TryBoundary(LanePosition.NeighbourLeft, distance, out double far) ? far : left + (width * options.NeighbourWidth);
        double outerRight = road.TryBoundary(LanePosition.NeighbourRight, distance, out far) ? far : right - (width * options.NeighbourWidth);
        span = new LaneSpan(outerLeft, left, right, outerRight);
        return true;
    }

    /// <summary>The path straight ahead in the place of the ego lane.</summary>
    public static LaneSpan FromPath(double laneWidth, LaneAssignerOptions options) => new(
        options.PathHalfWidth + (laneWidth * options.NeighbourWidth), options.PathHalfWidth,
        -options.PathHalfWidth, -options.PathHalfWidth - (laneWidth * options.NeighbourWidth));

    /// <summary>The lane at a lateral position; the present lane is given a margin, so that it is not left too soon.</summary>
    public LaneAssignment At(double lateral, LaneAssignment present, double margin)
    {
        double left = Left + Margin(present, LaneAssignment.Left, margin);
        double right = Right - Margin(present, LaneAssignment.Right, margin);
        if (lateral > left)
        {
            return lateral < OuterLeft + (present == LaneAssignment.Left ? margin : 0) ? LaneAssignment.Left : LaneAssignment.Unknown;
        }

        if (lateral < right)
        {
            return lateral > OuterRight - (present == LaneAssignment.Right ? margin : 0) ? LaneAssignment.Right : LaneAssignment.Unknown;
        }

        return LaneAssignment.Ego;
    }

    private static double Margin(LaneAssignment present, LaneAssignment beyond, double margin) =>
        present == LaneAssignment.Ego ? margin : present == beyond ? -margin : 0;
}
