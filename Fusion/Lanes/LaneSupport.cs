using Sensors.Calibration;

namespace Fusion.Lanes;

/// <summary>How much of a line the frame's paint supports.</summary>
internal readonly record struct LaneSupport(int Rows, double Quality, double Near, double Far)
{
    /// <summary>Share of the matched rows that may lie beyond the stated view range.</summary>
    private const double FarTail = 0.03;

    /// <summary>Measures one line.</summary>
    /// <param name="runs">The frame's paint with its lines, nearest row first.</param>
    /// <param name="slot">The line.</param>
    /// <param name="filter">The road, after its update.</param>
    /// <param name="geometry">The camera.</param>
    public static LaneSupport Measure(PaintRuns runs, int slot, RoadFilter filter, LaneGeometry geometry)
    {
        int rows = 0;
        foreach (ref readonly PaintRun run in runs.All)
        {
            rows += run.Line == slot ? 1 : 0;
        }

        int keep = rows - (int)(rows * FarTail);
        int seen = 0;
        double weight = 0;
        double near = 0;
        double far = 0;
        int lastRow = 0;
        foreach (ref readonly PaintRun run in runs.All)
        {
            if (run.Line != slot || !filter.TrySlope(run.Q, out double slope) || seen == keep)
            {
                continue;
            }

            seen++;
            weight += run.Weight;
            far = geometry.CameraHeight / slope;
            near = seen == 1 ? far : near;
            lastRow = run.Row;
        }

        if (seen == 0)
        {
            return default;
        }

        int visible = VisibleRows(runs.RowQ, slot, lastRow, filter, geometry);
        return new LaneSupport(rows, Math.Min(1, weight / Math.Max(visible, seen)), near, far);
    }

    /// <summary>Rows from the line's entry into the image up to its last paint.</summary>
    private static int VisibleRows(ReadOnlySpan<double> rowQ, int slot, int lastRow, RoadFilter filter, LaneGeometry geometry)
    {
        for (int row = rowQ.Length - 1; row > lastRow; row--)
        {
            if (filter.TrySlope(rowQ[row], out double slope)
                && geometry.TryPixel(filter.P(slot, slope), rowQ[row], out Pixel pixel)
                && pixel.X >= 0 && pixel.X < geometry.ImageWidth)
            {
                return row - lastRow + 1;
            }
        }

        return 1;
    }
}
