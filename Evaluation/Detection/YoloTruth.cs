using Evaluation.Formats;
using Fusion.Geometry;

namespace Evaluation.Detection;

/// <summary>
/// Reads YOLO labels: <c>images/</c>, <c>labels/NAME.txt</c> (class, centre x, centre y, width, height as shares of the image)
/// and <c>classes.txt</c> with a class name a line.
/// </summary>
public static class YoloTruth
{
    private const int LabelFields = 5;
    private static readonly string[] ImageExtensions = [".jpg", ".jpeg", ".png"];

    /// <param name="folder">The data set.</param>
    /// <param name="imageSize">Gives an image's width and height.</param>
    /// <exception cref="EvaluationException">A folder or file is missing or cannot be read.</exception>
    public static IReadOnlyList<TruthImage> Read(string folder, Func<string, (int Width, int Height)> imageSize)
    {
        string images = Path.Combine(folder, "images");
        string classes = Path.Combine(folder, "classes.txt");
        if (!Directory.Exists(images) || !File.Exists(classes))
        {
            throw new EvaluationException($"{folder}: expected the folders images and labels and the file classes.txt, found not all of them.");
        }

        string[] names = [.. File.ReadLines(classes).Select(name => name.Trim().Replace('_', ' ').ToLowerInvariant()).Where(name => name.Length > 0)];
        IEnumerable<string> files = Directory.EnumerateFiles(images).Where(file => ImageExtensions.Contains(Path.GetExtension(file).ToLowerInvariant()));
        return [.. files.Order(StringComparer.Ordinal).Select(image => ReadOne(image, Path.Combine(folder, "labels"), names, imageSize(image)))];
    }

    private static TruthImage ReadOne(string image, string labels, string[] names, (int Width, int Height) size)
    {
        string label = Path.Combine(labels, Path.GetFileNameWithoutExtension(image) + ".txt");

        // An image without a label file shows nothing.
        return new TruthImage(image, File.Exists(label) ? [.. NumberLine.Read(label, [' ', '\t'], LabelFields).Select(line => ReadBox(label, line, names, size))] : []);
    }

    private static TruthBox ReadBox(string label, NumberLine line, string[] names, (int Width, int Height) size)
    {
        int id = line.Integer(0);
        if (id < 0 || id >= names.Length)
        {
            throw new EvaluationException($"{label}: expected class numbers below {names.Length}, found {id}.");
        }

        double width = line.Number(3) * size.Width;
        double height = line.Number(4) * size.Height;
        double left = (line.Number(1) * size.Width) - (width / 2);
        double top = (line.Number(2) * size.Height) - (height / 2);
        return new TruthBox(names[id], new Box((float)left, (float)top, (float)(left + width), (float)(top + height)));
    }
}
