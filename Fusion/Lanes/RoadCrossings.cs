namespace Fusion.Lanes;

/// <summary>Takes the paint of crossings from the lines: bars of a crosswalk and stop lines are paint inside a lane, away from its lines.</summary>
/// <remarks>
/// A bar's edges are as narrow as a lane line and come every half metre, so that one always lies near a line and pulls it aside. Paint that goes on along
/// the road is no crossing. Without a calibration widths are guesses, and crossings are not told. Buffers grow to the mask's size once and are then reused.
/// </remarks>
internal sealed class RoadCrossings(LaneTrackerOptions options, LaneGeometry geometry, RoadFilter filter)
{
    private double[] _crossed = [];

    /// <summary>Clears <see cref="PaintRun.Line"/> of the runs at crossings.</summary>
    /// <param name="runs">The frame's paint with its lines, nearest row first.</param>
    /// <param name="rows">Rows of the mask.</param>
    /// <param name="pixelP">Width of a mask pixel along p.</param>
    public void Release(Span<PaintRun> runs, int rows, double pixelP)
    {
        int count = geometry.IsMetric ? Find(runs, rows, pixelP) : 0;
        int run = 0;
        for (int first = 0; first < count;)
        {
            int last = first;
            while (last + 1 < count && _crossed[last + 1] - _crossed[last] <= 2 * options.CrossingMargin)
            {
                last++;
            }

            if (_crossed[last] - _crossed[first] <= options.CrossingDepth)
            {
                run = Release(runs, run, _crossed[first] - options.CrossingMargin, _crossed[last] + options.CrossingMargin);
            }

            first = last + 1;
        }
    }

    /// <summary>Clears the runs from one distance to another, metres.</summary>
    /// <returns>The first run beyond.</returns>
    private int Release(Span<PaintRun> runs, int run, double near, double far)
    {
        for (; run < runs.Length; run++)
        {
            if (!filter.TrySlope(runs[run].Q, out double slope))
            {
                continue;
            }

            double distance = geometry.CameraHeight / slope;
            if (distance > far)
            {
                break;
            }

            if (distance >= near)
            {
                runs[run].Line = -1;
            }
        }

        return run;
    }

    /// <summary>Finds the rows that cross the road: their distances, ascending, into the buffer.</summary>
    private int Find(ReadOnlySpan<PaintRun> runs, int rows, double pixelP)
    {
        if (_crossed.Length < rows)
        {
            _crossed = new double[rows];
        }

        int count = 0;
        for (int first = 0; first < runs.Length;)
        {
            int end = first;
            bool isMatched = false;
            bool isCrossed = false;
            for (; end < runs.Length && runs[end].Row == runs[first].Row; end++)
            {
                isMatched |= runs[end].Line >= 0;
                isCrossed |= runs[end].Line < 0 && IsInALane(runs[end], pixelP);
            }

            // Where no line is met at all the road has turned from where it is thought to be, and the paint is the lines'.
            if (isMatched && isCrossed && filter.TrySlope(runs[first].Q, out double slope))
            {
                _crossed[count++] = geometry.CameraHeight / slope;
            }

            first = end;
        }

        return count;
    }

    private bool IsInALane(in PaintRun run, double pixelP)
    {
        if (!filter.TrySlope(run.Q, out double slope))
        {
            return false;
        }

        double perMetre = slope / geometry.CameraHeight;
        double nearest = double.PositiveInfinity;
        bool isRightOfOne = false;
        bool isLeftOfOne = false;
        for (int slot = 0; slot < RoadFilter.Slots; slot++)
        {
            if (filter.IsActive(slot))
            {
                double beside = run.P - filter.P(slot, slope);
                nearest = Math.Min(nearest, Math.Abs(beside));
                isRightOfOne |= beside > 0;
                isLeftOfOne |= beside < 0;
            }
        }

        // Where a lane has room on both sides it may be a line that is not followed yet.
        return isRightOfOne && isLeftOfOne && nearest > (options.CrossingAway * perMetre) + pixelP && nearest < options.MinLaneWidth * perMetre;
    }
}
