using Sensors.Calibration;

namespace Evaluation.Lanes;

/// <summary>Goes between lines as points and lines as x at given rows.</summary>
public static class LaneSampling
{
    private const double Missing = -2;

    /// <summary>A line's x at each row, linearly between its points; −2 beyond its ends.</summary>
    public static IReadOnlyList<double> AtRows(IReadOnlyList<Pixel> points, IReadOnlyList<double> rows) => [.. rows.Select(row => AtRow(points, row))];

    /// <summary>The points of a line given as x at each row.</summary>
    public static IReadOnlyList<Pixel> ToPoints(IReadOnlyList<double> xs, IReadOnlyList<double> rows) =>
        [.. Enumerable.Range(0, xs.Count).Where(i => xs[i] >= 0).Select(i => new Pixel(xs[i], rows[i]))];

    private static double AtRow(IReadOnlyList<Pixel> points, double row)
    {
        for (int i = 1; i < points.Count; i++)
        {
            (Pixel a, Pixel b) = (points[i - 1], points[i]);
            if ((a.Y - row) * (b.Y - row) <= 0 && a.Y != b.Y)
            {
                return a.X + ((b.X - a.X) * (row - a.Y) / (b.Y - a.Y));
            }
        }

        return Missing;
    }
}
