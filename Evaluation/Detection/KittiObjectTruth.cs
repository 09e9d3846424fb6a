using Evaluation.Formats;
using Fusion.Geometry;

namespace Evaluation.Detection;

/// <summary>Reads the KITTI object data set's layout: <c>image_2/</c> and <c>label_2/</c>.</summary>
public static class KittiObjectTruth
{
    private const int LabelFields = 15;
    private static readonly string[] ImageExtensions = [".jpg", ".png"];

    /// <exception cref="EvaluationException">A folder or file is missing or cannot be read.</exception>
    public static IReadOnlyList<TruthImage> Read(string folder)
    {
        string labels = Path.Combine(folder, "label_2");
        if (!Directory.Exists(labels))
        {
            throw new EvaluationException($"{folder}: expected the folders image_2 and label_2, found no label_2.");
        }

        return [.. Directory.EnumerateFiles(labels, "*.txt").Order(StringComparer.Ordinal).Select(label => ReadOne(label, Path.Combine(folder, "image_2")))];
    }

    private static TruthImage ReadOne(string label, string images)
    {
        string name = Path.Combine(images, Path.GetFileNameWithoutExtension(label));
        string image = ImageExtensions.Select(extension => name + extension).FirstOrDefault(File.Exists)
            ?? throw new EvaluationException($"{label}: expected its image {name}.jpg or .png, found none.");
        return new TruthImage(image, [.. NumberLine.Read(label, [' ', '\t'], LabelFields).Select(ReadBox)]);
    }

    private static TruthBox ReadBox(NumberLine line)
    {
        string name = line.Text(0).Replace('_', ' ').ToLowerInvariant();
        Box box = new((float)line.Number(4), (float)line.Number(5), (float)line.Number(6), (float)line.Number(7));
        if (!(box.Width > 0 && box.Height > 0))
        {
            throw line.Fault(box.Width > 0 ? 7 : 6, $"an edge beyond {line.Text(box.Width > 0 ? 5 : 4)}");
        }

        return new TruthBox(name, box) { Truncation = line.Number(1), Occlusion = line.Integer(2), IsRegion = name == "dontcare" };
    }
}
