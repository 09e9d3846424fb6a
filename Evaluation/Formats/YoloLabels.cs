using System.Globalization;

namespace Evaluation.Formats;

/// <summary>
/// Reads YOLO's text files: labels with an object a line, and <c>classes.txt</c> with a class name a line, by number from 0.
/// </summary>
/// <remarks>
/// A line is a class number with centre x, centre y, width and height of a box, or with the points x y of a polygon, at least three, whose bounding box
/// is taken; all as shares of the image. An object may reach beyond the image by two hundredths of it. Blank lines are nothing.
/// </remarks>
public static class YoloLabels
{
    public const string ClassFile = "classes.txt";

    private const double Tolerance = 0.02;
    private const int BoxFields = 5;
    private const int LeastPolygonFields = 7;
    private const int MostShown = 60;

    /// <param name="path">The label file.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="EvaluationException">A line is no label; the message names file and line.</exception>
    public static List<YoloLabel> Read(string path, int classes)
    {
        List<YoloLabel> labels = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                labels.Add(ReadLine(line, $"{path}:{number}", classes));
            }
        }

        return labels;
    }

    /// <summary>The class names by number; blank lines at the file's end name none.</summary>
    /// <exception cref="EvaluationException">There are none, or a line before the last name is blank.</exception>
    public static string[] ReadClasses(string path)
    {
        string[] names = [.. File.ReadLines(path).Select(name => name.Trim())];
        int count = Array.FindLastIndex(names, name => name.Length > 0) + 1;
        int blank = Array.IndexOf(names, string.Empty, 0, count);
        return count == 0 ? throw new EvaluationException($"{path}: expected a class name a line, found none.")
            : blank >= 0 ? throw new EvaluationException($"{path}:{blank + 1}: expected the name of the class {blank}, found a blank line.")
            : names[..count];
    }

    private static YoloLabel ReadLine(string line, string place, int classes)
    {
        string[] fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        double[] shares = new double[fields.Length - 1];
        int kind = -1;
        bool isPolygon = fields.Length >= LeastPolygonFields && fields.Length % 2 == 1;
        bool reads = (fields.Length == BoxFields || isPolygon) && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out kind);
        for (int i = 0; reads && i < shares.Length; i++)
        {
            reads = double.TryParse(fields[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out shares[i]) && double.IsFinite(shares[i]);
        }

        if (!reads)
        {
            throw new EvaluationException(
                $"{place}: expected a class number, centre x, centre y, width and height, or a class number and the points x y of a polygon, found '{Shown(line)}'.");
        }

        if (kind >= classes)
        {
            throw new EvaluationException($"{place}: expected a class number below {classes}, found {kind}.");
        }

        YoloLabel label = isPolygon
            ? new YoloLabel(kind, Across(shares).Min(), Down(shares).Min(), Across(shares).Max(), Down(shares).Max())
            : new YoloLabel(kind, shares[0] - (shares[2] / 2), shares[1] - (shares[3] / 2), shares[0] + (shares[2] / 2), shares[1] + (shares[3] / 2));
        bool isInside = label.Left >= -Tolerance && label.Top >= -Tolerance && label.Right <= 1 + Tolerance && label.Bottom <= 1 + Tolerance;
        return isInside && label.Right > label.Left && label.Bottom > label.Top
            ? label
            : throw new EvaluationException($"{place}: expected {(isPolygon ? "a polygon" : "a box")} inside the image, as shares from 0 to 1, found '{Shown(line)}'.");
    }

    private static IEnumerable<double> Across(double[] points) => points.Where((_, i) => i % 2 == 0);

    private static IEnumerable<double> Down(double[] points) => points.Where((_, i) => i % 2 == 1);

    private static string Shown(string line) => line.Length > MostShown ? line[..MostShown] + "…" : line;
}
