using Evaluation.Formats;

namespace Evaluation.Metrics;

/// <summary>Intersection over union of two upright boxes in space that may be turned about the vertical.</summary>
public static class CuboidOverlap
{
    private const int Corners = 4;

    // A rectangle cut by four half planes has at most eight corners.
    private const int MostCorners = 8;

    /// <summary>3D IoU, 0 to 1: the ground rectangles' common area times the common height over the joint volume.</summary>
    public static double IntersectionOverUnion(in Box3D a, in Box3D b)
    {
        double height = Math.Min(a.Y, b.Y) - Math.Max(a.Y - a.Height, b.Y - b.Height);
        if (!(height > 0))
        {
            return 0;
        }

        double common = CommonArea(a, b) * height;
        double union = (a.Width * a.Length * a.Height) + (b.Width * b.Length * b.Height) - common;
        return union > 0 ? common / union : 0;
    }

    /// <summary>Common area of the two ground rectangles, m² (Sutherland and Hodgman 1974).</summary>
    internal static double CommonArea(in Box3D a, in Box3D b)
    {
        Span<(double X, double Z)> polygon = stackalloc (double X, double Z)[2 * MostCorners];
        Span<(double X, double Z)> cut = stackalloc (double X, double Z)[2 * MostCorners];
        Span<(double X, double Z)> clip = stackalloc (double X, double Z)[Corners];
        Rectangle(a, polygon);
        Rectangle(b, clip);
        int count = Corners;
        for (int edge = 0; edge < Corners && count > 0; edge++)
        {
            count = Cut(polygon[..count], clip[edge], clip[(edge + 1) % Corners], cut);
            cut[..count].CopyTo(polygon);
        }

        double twice = 0;
        for (int corner = 0; corner < count; corner++)
        {
            (double x, double z) = polygon[corner];
            (double nextX, double nextZ) = polygon[(corner + 1) % count];
            twice += (x * nextZ) - (nextX * z);
        }

        return Math.Abs(twice) / 2;
    }

    /// <summary>Keeps what lies to the left of a line.</summary>
    private static int Cut(
        ReadOnlySpan<(double X, double Z)> polygon, (double X, double Z) from, (double X, double Z) to, Span<(double X, double Z)> kept)
    {
        int count = 0;
        for (int corner = 0; corner < polygon.Length; corner++)
        {
            (double X, double Z) here = polygon[corner];
            (double X, double Z) next = polygon[(corner + 1) % polygon.Length];
            double side = Side(from, to, here);
            double nextSide = Side(from, to, next);
            if (side >= 0)
            {
                kept[count++] = here;
            }

            if ((side > 0 && nextSide < 0) || (side < 0 && nextSide > 0))
            {
                double share = side / (side - nextSide);
                kept[count++] = (here.X + (share * (next.X - here.X)), here.Z + (share * (next.Z - here.Z)));
            }
        }

        return count;
    }

    private static double Side((double X, double Z) from, (double X, double Z) to, (double X, double Z) point) =>
        ((to.X - from.X) * (point.Z - from.Z)) - ((to.Z - from.Z) * (point.X - from.X));

    /// <summary>Corners in the X-Z plane, counter-clockwise.</summary>
    private static void Rectangle(in Box3D box, Span<(double X, double Z)> corners)
    {
        (double sin, double cos) = Math.SinCos(box.RotationY);
        double length = box.Length / 2;
        double width = box.Width / 2;
        corners[0] = Corner(box, sin, cos, length, width);
        corners[1] = Corner(box, sin, cos, -length, width);
        corners[2] = Corner(box, sin, cos, -length, -width);
        corners[3] = Corner(box, sin, cos, length, -width);
    }

    private static (double X, double Z) Corner(in Box3D box, double sin, double cos, double along, double across) =>
        (box.X + (cos * along) + (sin * across), box.Z - (sin * along) + (cos * across));
}
