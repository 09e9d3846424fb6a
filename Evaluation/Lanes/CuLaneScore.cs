using Fusion.Association;
using Sensors.Calibration;

namespace Evaluation.Lanes;

/// <summary>CULane's counts: lines drawn 30 pixels wide, matched one to one, right where they overlap by more than half.</summary>
/// <remarks>
/// Source: Pan et al., Spatial As Deep, 2018, and its evaluation. Widths hold for images of 1640 columns and scale with others.
/// </remarks>
public readonly record struct CuLaneScore(int TruePositives, int FalsePositives, int FalseNegatives)
{
    /// <summary>Columns of the benchmark's own images, in which its line width is given.</summary>
    public const double NominalWidth = 1640;

    private const double LineWidthPx = 30;
    private const double LeastOverlap = 0.5;

    public double Precision => TruePositives / (double)Math.Max(1, TruePositives + FalsePositives);

    public double Recall => TruePositives / (double)Math.Max(1, TruePositives + FalseNegatives);

    public double F1 => 2.0 * TruePositives / Math.Max(1, (2 * TruePositives) + FalsePositives + FalseNegatives);

    public static CuLaneScore operator +(CuLaneScore left, CuLaneScore right) => left.Add(right);

    /// <summary>Scores one image.</summary>
    /// <param name="found">Lines found, as points along them, source pixels.</param>
    /// <param name="truth">Lines labelled.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    public static CuLaneScore Of(IReadOnlyList<IReadOnlyList<Pixel>> found, IReadOnlyList<IReadOnlyList<Pixel>> truth, int width, int height)
    {
        double radius = LineWidthPx / 2 * width / NominalWidth;
        bool[][] foundMasks = [.. found.Select(line => Draw(line, radius, width, height))];
        bool[][] truthMasks = [.. truth.Select(line => Draw(line, radius, width, height))];
        int right = Matches(foundMasks, truthMasks);
        return new CuLaneScore(right, found.Count - right, truth.Count - right);
    }

    public CuLaneScore Add(CuLaneScore other) =>
        new(TruePositives + other.TruePositives, FalsePositives + other.FalsePositives, FalseNegatives + other.FalseNegatives);

    // The assignment has the largest sum of overlaps; only then is each pair judged.
    private static int Matches(bool[][] found, bool[][] truth)
    {
        double[,] overlaps = new double[found.Length, truth.Length];
        SparseAssignment assignment = new();
        assignment.Begin(truth.Length);
        for (int row = 0; row < found.Length; row++)
        {
            assignment.AddRow(freeCost: 0);
            for (int column = 0; column < truth.Length; column++)
            {
                overlaps[row, column] = Overlap(found[row], truth[column]);
                if (overlaps[row, column] > 0)
                {
                    assignment.AddEdge(column, -overlaps[row, column]);
                }
            }
        }

        int[] columnOfRow = new int[found.Length];
        assignment.Solve(columnOfRow);
        return Enumerable.Range(0, found.Length).Count(row => columnOfRow[row] >= 0 && overlaps[row, columnOfRow[row]] > LeastOverlap);
    }

    private static double Overlap(bool[] a, bool[] b)
    {
        int both = 0;
        int either = 0;
        for (int i = 0; i < a.Length; i++)
        {
            both += a[i] && b[i] ? 1 : 0;
            either += a[i] || b[i] ? 1 : 0;
        }

        return either == 0 ? 0 : both / (double)either;
    }

    /// <summary>Every pixel whose centre lies within a radius of the line.</summary>
    private static bool[] Draw(IReadOnlyList<Pixel> line, double radius, int width, int height)
    {
        bool[] mask = new bool[width * height];
        for (int i = 1; i < line.Count; i++)
        {
            (Pixel from, Pixel to) = (line[i - 1], line[i]);
            int firstX = Math.Max(0, (int)Math.Floor(Math.Min(from.X, to.X) - radius));
            int lastX = Math.Min(width - 1, (int)Math.Ceiling(Math.Max(from.X, to.X) + radius));
            int firstY = Math.Max(0, (int)Math.Floor(Math.Min(from.Y, to.Y) - radius));
            int lastY = Math.Min(height - 1, (int)Math.Ceiling(Math.Max(from.Y, to.Y) + radius));
            for (int y = firstY; y <= lastY; y++)
            {
                for (int x = firstX; x <= lastX; x++)
                {
                    mask[(y * width) + x] |= Distance(x + 0.5, y + 0.5, from, to) <= radius;
                }
            }
        }

        return mask;
    }

    private static double Distance(double x, double y, Pixel from, Pixel to)
    {
        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double length = (dx * dx) + (dy * dy);
        double share = length > 0 ? Math.Clamp((((x - from.X) * dx) + ((y - from.Y) * dy)) / length, 0, 1) : 0;
        return Math.Sqrt(Math.Pow(x - from.X - (share * dx), 2) + Math.Pow(y - from.Y - (share * dy), 2));
    }
}
