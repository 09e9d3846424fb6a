using Sensors.Frames;

namespace Fusion.Lanes;

/// <summary>
/// Tells which followed line is which boundary: the nearest on either side of the vehicle's axis bound the ego lane, the
/// next ones out the neighbouring lanes. A line changes sides only when the axis has clearly crossed it.
/// </summary>
internal sealed class LaneIdentity(LaneTrackerOptions options, LaneGeometry geometry, RoadFilter filter, LaneTrack[] tracks)
{
    private readonly int[] _slots = new int[4];
    private readonly double _minLaneWidth = options.MinLaneWidth * (geometry.IsMetric ? 1 : options.UncalibratedWidthShare);
    private readonly double _maxLaneWidth = options.MaxLaneWidth / (geometry.IsMetric ? 1 : options.UncalibratedWidthShare);
    private readonly double _maxEgoLineDistance = options.MaxEgoLineDistance / (geometry.IsMetric ? 1 : options.UncalibratedWidthShare);

    /// <summary>Width of the ego lane, metres; 0 until both of its lines have been seen.</summary>
    public double LaneWidth { get; private set; }

    /// <summary>The slot of a boundary, or −1.</summary>
    public int this[LanePosition position] => _slots[(int)position];

    public void Reset()
    {
        LaneWidth = 0;
        _slots.AsSpan().Fill(-1);
    }

    /// <summary>Metres of a line to the left of the vehicle's axis.</summary>
    public double Lateral(int slot) => geometry.MountY + filter.Lateral(slot);

    /// <summary>Names the lines after a frame.</summary>
    /// <param name="seconds">Since the last frame, for the lane width's smoothing.</param>
    public void Update(double seconds)
    {
        _slots.AsSpan().Fill(-1);
        for (int slot = 0; slot < RoadFilter.Slots; slot++)
        {
            if (filter.IsActive(slot))
            {
                LaneTrack track = tracks[slot];
                track.IsLeft = track.IsLeft ? Lateral(slot) > -options.SideHysteresis : Lateral(slot) > options.SideHysteresis;
            }
        }

        int left = Next(isLeft: true, double.NegativeInfinity);
        int right = Next(isLeft: false, double.NegativeInfinity);
        DropImplausible(ref left, ref right);
        Name(left, right);
        LearnWidth(left, right, seconds);
    }

    /// <summary>The published line of a side that is nearest to the axis, but farther out than a given distance.</summary>
    private int Next(bool isLeft, double beyond)
    {
        int best = -1;
        for (int slot = 0; slot < RoadFilter.Slots; slot++)
        {
            if (IsPublished(slot) && tracks[slot].IsLeft == isLeft && Out(slot) > beyond && (best < 0 || Out(slot) < Out(best)))
            {
                best = slot;
            }
        }

        return best;
    }

    private double Out(int slot) => tracks[slot].IsLeft ? Lateral(slot) : -Lateral(slot);

    private bool IsPublished(int slot) => filter.IsActive(slot) && tracks[slot].IsConfirmed
        && filter.LateralVariance(slot) <= options.MaxLateralSigma * options.MaxLateralSigma;

    /// <summary>Two lines too near to each other to hold a lane between them: the weaker one is not its boundary.</summary>
    private void DropImplausible(ref int left, ref int right)
    {
        while (left >= 0 && right >= 0 && Out(left) + Out(right) < _minLaneWidth)
        {
            if (Strength(left) < Strength(right))
            {
                left = Next(isLeft: true, Out(left));
            }
            else
            {
                right = Next(isLeft: false, Out(right));
            }
        }
    }

    private double Strength(int slot) => tracks[slot].Quality * Math.Min(1, (tracks[slot].SeenForNs + 1) / (double)Nanoseconds.Of(options.ConfirmAfter));

    private void Name(int left, int right)
    {
        bool leftIsFar = left >= 0 && IsBeyondEgoLane(left, right);
        bool rightIsFar = right >= 0 && IsBeyondEgoLane(right, left);
        _slots[(int)LanePosition.EgoLeft] = leftIsFar ? -1 : left;
        _slots[(int)LanePosition.EgoRight] = rightIsFar ? -1 : right;
        _slots[(int)LanePosition.NeighbourLeft] = leftIsFar ? left : Neighbour(left, isLeft: true);
        _slots[(int)LanePosition.NeighbourRight] = rightIsFar ? right : Neighbour(right, isLeft: false);
    }

    private int Neighbour(int ego, bool isLeft)
    {
        int next = ego < 0 ? -1 : Next(isLeft, Out(ego) + _minLaneWidth);
        return next >= 0 && Out(next) - Out(ego) <= _maxLaneWidth ? next : -1;
    }

    /// <summary>Whether a line lies so far out that its lane is not the ego lane, given the line on the other side.</summary>
    private bool IsBeyondEgoLane(int slot, int other)
    {
        if (Out(slot) > _maxEgoLineDistance)
        {
            return true;
        }

        return other >= 0 && Out(slot) + Out(other) > _maxLaneWidth && Out(slot) >= Out(other);
    }

    private void LearnWidth(int left, int right, double seconds)
    {
        if (this[LanePosition.EgoLeft] < 0 || this[LanePosition.EgoRight] < 0)
        {
            return;
        }

        double width = Out(left) + Out(right);
        double share = LaneWidth == 0 ? 1 : 1 - Math.Exp(-seconds / options.LaneWidthSmoothing.TotalSeconds);
        LaneWidth += share * (width - LaneWidth);
    }
}
