using Evaluation.Formats;
using Fusion.Geometry;

namespace Evaluation.Detection;

/// <summary>
/// Reads YOLO labels: <c>images/</c>, <c>labels/NAME.txt</c> and <c>classes.txt</c>, as <see cref="YoloLabels"/> has them.
/// </summary>
public static class YoloTruth
{
    private static readonly string[] ImageExtensions = [".jpg", ".jpeg", ".png"];

    /// <param name="folder">The data set.</param>
    /// <param name="imageSize">Gives an image's width and height.</param>
    /// <exception cref="EvaluationException">A folder or file is missing or cannot be read, or a label lacks its image.</exception>
    public static IReadOnlyList<TruthImage> Read(string folder, Func<string, (int Width, int Height)> imageSize)
    {
        string images = Path.Combine(folder, "images");
        string labels = Path.Combine(folder, "labels");
        string classes = Path.Combine(folder, YoloLabels.ClassFile);
        if (!Directory.Exists(images) || !Directory.Exists(labels) || !File.Exists(classes))
        {
            throw new EvaluationException($"{folder}: expected the folders images and labels and the file {YoloLabels.ClassFile}, found not all of them.");
        }

        string[] names = [.. YoloLabels.ReadClasses(classes).Select(name => name.Replace('_', ' ').ToLowerInvariant())];
        string[] files = [.. Directory.EnumerateFiles(images).Where(file => ImageExtensions.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal)];
        HashSet<string> known = [.. files.Select(file => Path.GetFileNameWithoutExtension(file)), Path.GetFileNameWithoutExtension(YoloLabels.ClassFile)];
        string? lost = Directory.EnumerateFiles(labels, "*.txt").Order(StringComparer.Ordinal).FirstOrDefault(label => !known.Contains(Path.GetFileNameWithoutExtension(label)));
        return lost is null
            ? [.. files.Select(image => ReadOne(image, labels, names, imageSize(image)))]
            : throw new EvaluationException($"{lost}: expected its image (.jpg, .jpeg or .png) in {images}, found none.");
    }

    private static TruthImage ReadOne(string image, string labels, string[] names, (int Width, int Height) size)
    {
        string label = Path.Combine(labels, Path.GetFileNameWithoutExtension(image) + ".txt");

        // An image without a label file shows nothing.
        return new TruthImage(image, File.Exists(label) ? [.. YoloLabels.Read(label, names.Length).Select(line => ToBox(line, names, size))] : []);
    }

    private static TruthBox ToBox(YoloLabel label, string[] names, (int Width, int Height) size) => new(
        names[label.Class],
        new Box((float)(label.Left * size.Width), (float)(label.Top * size.Height), (float)(label.Right * size.Width), (float)(label.Bottom * size.Height)));
}
