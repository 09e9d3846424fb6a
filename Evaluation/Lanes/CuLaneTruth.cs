using System.Globalization;
using Sensors.Calibration;

namespace Evaluation.Lanes;

/// <summary>
/// Reads CULane's own files: a list of images (<c>list/test.txt</c>, one path from the data set's root a line; further columns are left
/// alone), and beside each image its <c>NAME.lines.txt</c> with a line <c>x y x y …</c> for each lane line.
/// </summary>
public static class CuLaneTruth
{
    private const string LinesSuffix = ".lines.txt";

    /// <param name="list">The list file; the data set's root is the nearest folder above it that holds the first image.</param>
    /// <exception cref="EvaluationException">The list or an image's lines are missing or cannot be read.</exception>
    public static IReadOnlyList<CuLaneImage> Read(string list)
    {
        if (!File.Exists(list))
        {
            throw new EvaluationException($"{list}: expected a CULane list of images, found no such file.");
        }

        string[] images = [.. File.ReadLines(list).Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0].TrimStart('/'))];
        if (images.Length == 0)
        {
            throw new EvaluationException($"{list}: expected the path of an image a line, found none.");
        }

        string root = Root(list, images[0]);
        return [.. images.Select(image => new CuLaneImage(Path.Combine(root, image), ReadLines(Path.Combine(root, Path.ChangeExtension(image, null)) + LinesSuffix)))];
    }

    private static string Root(string list, string image)
    {
        for (DirectoryInfo? folder = new FileInfo(Path.GetFullPath(list)).Directory; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, image)))
            {
                return folder.FullName;
            }
        }

        throw new EvaluationException($"{list}: expected the image {image} in its folder or one above, found it in none.");
    }

    private static List<IReadOnlyList<Pixel>> ReadLines(string file)
    {
        if (!File.Exists(file))
        {
            throw new EvaluationException($"{file}: expected the lane lines of the image beside it, found no such file (one without lines has an empty file).");
        }

        List<IReadOnlyList<Pixel>> lines = [];
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 0)
            {
                lines.Add(ReadLine(file, number, parts));
            }
        }

        return lines;
    }

    private static Pixel[] ReadLine(string file, int number, string[] parts)
    {
        Pixel[] points = new Pixel[parts.Length / 2];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = new Pixel(Number(parts[2 * i]), Number(parts[(2 * i) + 1]));
        }

        return parts.Length % 2 == 0 ? points : throw new EvaluationException($"{file}, line {number}: expected pairs of x and y, found {parts.Length} numbers.");

        double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new EvaluationException($"{file}, line {number}: expected numbers x y x y …, found '{text}'.");
    }
}
