namespace Fusion.Lanes;

/// <summary>Takes the paint of crossings from the lines: bars of a crosswalk and stop lines are paint inside a lane, away from its lines.</summary>
/// <remarks>
/// A bar's edges are as narrow as a lane line and come every half metre, so that one always lies near a line and pulls it aside. Paint that goes on along
/// the road is no crossing. Without a calibration widths are guesses, and crossings are not told.
/// </remarks>
internal sealed class RoadCrossings(LaneTrackerOptions options, LaneGeometry geometry, RoadFilter filter)
{
    /// <summary>Clears <see cref="PaintRun.Line"/> of the runs at crossings.</summary>
    /// <param name="runs">The frame's paint with its lines, nearest row first.</param>
    /// <param name="pixelP">Width of a mask pixel along p.</param>
    public void Release(Span<PaintRun> runs, double pixelP)
    {
        if (!geometry.IsMetric)
        {
            return;
        }

        int next = 0;
        double near = double.PositiveInfinity;
        double far = double.NegativeInfinity;
        for (int first = 0, end; first < runs.Length; first = end)
        {
            end = first + 1;
            while (end < runs.Length && runs[end].Row == runs[first].Row)
            {
                end++;
            }

            if (IsCrossed(runs[first..end], pixelP) && filter.TrySlope(runs[first].Q, out double slope))
            {
                double distance = geometry.CameraHeight / slope;
                if (distance - far > 2 * options.CrossingMargin)
                {
                    next = Release(runs, next, near, far);
                    near = distance;
                }

                far = distance;
            }
        }

        _ = Release(runs, next, near, far);
    }

    /// <summary>Clears the runs of a crossing from one distance to another, metres; of a line that is not followed yet, which takes more of the road, none.</summary>
    /// <returns>The first run beyond.</returns>
    private int Release(Span<PaintRun> runs, int next, double near, double far)
    {
        if (far - near > options.CrossingDepth)
        {
            return next;
        }

        for (; next < runs.Length; next++)
        {
            if (!filter.TrySlope(runs[next].Q, out double slope))
            {
                continue;
            }

            double distance = geometry.CameraHeight / slope;
            if (distance > far + options.CrossingMargin)
            {
                break;
            }

            if (distance >= near - options.CrossingMargin)
            {
                runs[next].Line = -1;
            }
        }

        return next;
    }

    /// <summary>Whether a row has a line's paint and other paint inside a lane. Without the first the road has turned from where it is thought to be, and the paint is the lines'.</summary>
    private bool IsCrossed(ReadOnlySpan<PaintRun> row, double pixelP)
    {
        bool hasLine = false;
        bool isInALane = false;
        foreach (ref readonly PaintRun run in row)
        {
            hasLine |= run.Line >= 0;
            isInALane |= run.Line < 0 && IsInALane(run, pixelP);
        }

        return hasLine && isInALane;
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
