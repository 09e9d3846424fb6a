using Evaluation.Formats;

namespace Evaluation.Tracking;

/// <summary>Overlaps of boxes in double precision, as the published evaluators take them (no pixel is added).</summary>
internal static class BoxOverlap
{
    public static double IntersectionOverUnion(in LabelledBox a, in LabelledBox b)
    {
        double intersection = Intersection(a, b);
        double union = (a.Width * a.Height) + (b.Width * b.Height) - intersection;
        return intersection > 0 && union > 0 ? intersection / union : 0;
    }

    /// <summary>The share of a box that lies inside a region.</summary>
    public static double ShareInside(in LabelledBox box, in LabelledBox region)
    {
        double area = box.Width * box.Height;
        return area > 0 ? Intersection(box, region) / area : 0;
    }

    public static double[,] Matrix(List<LabelledBox> rows, List<LabelledBox> columns)
    {
        double[,] overlap = new double[rows.Count, columns.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < columns.Count; column++)
            {
                overlap[row, column] = IntersectionOverUnion(rows[row], columns[column]);
            }
        }

        return overlap;
    }

    private static double Intersection(in LabelledBox a, in LabelledBox b) =>
        Math.Max(0, Math.Min(a.XMax, b.XMax) - Math.Max(a.XMin, b.XMin)) * Math.Max(0, Math.Min(a.YMax, b.YMax) - Math.Max(a.YMin, b.YMin));
}
