using System.Globalization;

namespace Evaluation.Formats;

/// <summary>Writes tracking results in the data sets' formats.</summary>
public static class ResultWriter
{
    /// <summary>KITTI's tracking format, with the score; boxes without metric size get KITTI's marks for that.</summary>
    public static void WriteKitti(string path, IEnumerable<LabelledBox> boxes) => Write(path, boxes.Select(box => string.Create(
        CultureInfo.InvariantCulture,
        $"{box.Frame} {box.Id} {char.ToUpperInvariant(box.Class[0])}{box.Class[1..]} -1 -1 -10 {box.XMin:F3} {box.YMin:F3} {box.XMax:F3} {box.YMax:F3} {Metric(box.Box3D)} {box.Score:F4}")));

    /// <summary>MOTChallenge's format.</summary>
    public static void WriteMot(string path, IEnumerable<LabelledBox> boxes) => Write(path, boxes.Select(box => string.Create(
        CultureInfo.InvariantCulture,
        $"{box.Frame},{box.Id},{box.XMin:F2},{box.YMin:F2},{box.Width:F2},{box.Height:F2},{box.Score:F4},-1,-1,-1")));

    private static string Metric(in Box3D box) => box.IsPresent
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{box.Height:F4} {box.Width:F4} {box.Length:F4} {box.X:F4} {box.Y:F4} {box.Z:F4} {box.RotationY:F4}")
        : "-1 -1 -1 -1000 -1000 -1000 -10";

    private static void Write(string path, IEnumerable<string> lines)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (File.Exists(folder))
        {
            throw new EvaluationException($"{folder}: expected the folder of the results, found a file.");
        }

        Directory.CreateDirectory(folder);
        File.WriteAllLines(path, lines);
    }
}
