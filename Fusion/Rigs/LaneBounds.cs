using Fusion.Lanes;
using Fusion.Tracking;
using Fusion.World;

namespace Fusion.Rigs;

/// <summary>The ego lane's boundaries in the ego frame as one frame left them, to tell the lane of objects that another camera sees.</summary>
public readonly record struct LaneBounds
{
    private readonly LaneCubic _left;
    private readonly LaneCubic _right;
    private readonly double _width;

    private LaneBounds(LaneCubic left, LaneCubic right, double width)
    {
        _left = left;
        _right = right;
        _width = width;
    }

    /// <summary>Copies what is metric of a frame's lanes.</summary>
    public static LaneBounds Of(LaneScene lanes) => new(
        LaneCubic.Of(lanes[LanePosition.EgoLeft]), LaneCubic.Of(lanes[LanePosition.EgoRight]), lanes.HasEgoLane ? lanes.LaneWidth : 0);

    /// <summary>The lane of a point on the ground; unknown where both ego lines are not known, or beyond where they can be prolonged.</summary>
    /// <param name="x">Ego frame, metres.</param>
    /// <param name="y">Ego frame, metres.</param>
    /// <param name="present">The lane that it was said to be in, which is not left for a few centimetres.</param>
    /// <param name="options">How far lines are prolonged, and how wide neighbour lanes are.</param>
    public LaneAssignment At(double x, double y, LaneAssignment present, LaneAssignerOptions options)
    {
        if (!(_width > 0) || !_left.IsKnown || !_right.IsKnown || Math.Abs(x) > Math.Max(_left.ViewFar, _right.ViewFar) * options.Prolong)
        {
            return LaneAssignment.Unknown;
        }

        double left = _left.At(x);
        double right = _right.At(x);
        double neighbour = _width * options.NeighbourWidth;
        return new LaneSpan(left + neighbour, left, right, right - neighbour).At(y, present, options.BoundaryHysteresis);
    }
}
