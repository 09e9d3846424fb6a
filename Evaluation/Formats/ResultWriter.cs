using System.Globalization;

namespace Evaluation.Formats;

/// <summary>Writes tracking results in the data sets' formats.</summary>
public static class ResultWriter
{
    /// <summary>KITTI's tracking format, with the score.</summary>
    public static void WriteKitti(string path, IEnumerable<LabelledBox> boxes) => Write(path, boxes.Select(box => string.Create(
        CultureInfo.InvariantCulture,
        $"{box.Frame} {box.Id} {char.ToUpperInvariant(box.Class[0])}{box.Class[1..]} -1 -1 -10 {box.XMin:F3} {box.YMin:F3} {box.XMax:F3} {box.YMax:F3} -1 -1 -1 -1000 -1000 -1000 -10 {box.Score:F4}")));

    /// <summary>MOTChallenge's format.</summary>
    public static void WriteMot(string path, IEnumerable<LabelledBox> boxes) => Write(path, boxes.Select(box => string.Create(
        CultureInfo.InvariantCulture,
        $"{box.Frame},{box.Id},{box.XMin:F2},{box.YMin:F2},{box.Width:F2},{box.Height:F2},{box.Score:F4},-1,-1,-1")));

    private static void Write(string path, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllLines(path, lines);
    }
}
