using System.Globalization;
using Fusion.Tracking;
using Labelling.Sets;

namespace Perception.Teaching;

/// <summary>
/// YOLO labels beside a folder of images: where the images' path has a folder <c>images</c>, the same path with <c>labels</c> or
/// <c>labels_yolo</c> holds NAME.txt with a class number, centre x, centre y, width and height as shares of the image a line.
/// </summary>
public sealed class YoloFolder : IImageTruth
{
    private const string ClassFile = "classes.txt";
    private const int Fields = 5;
    private const float Tolerance = 0.02f;
    private static readonly string[] Names = ["labels", "labels_yolo"];
    private readonly string _folder;
    private readonly ObjectClass[] _classes;

    private YoloFolder(string folder, ObjectClass[] classes)
    {
        _folder = folder;
        _classes = classes;
    }

    /// <summary>Finds the labels of a folder of images.</summary>
    /// <param name="images">The folder.</param>
    /// <param name="classNames">Separated by commas, by number; null: <c>classes.txt</c> in the labels' folder or above says.</param>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="LabelSetException">There are labels, but nothing says what their numbers mean.</exception>
    public static YoloFolder? Find(string images, string? classNames)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(images));
        string[] parts = full.Split(Path.DirectorySeparatorChar);
        int at = Array.FindLastIndex(parts, part => part == "images");
        if (at < 0)
        {
            return null;
        }

        string root = string.Join(Path.DirectorySeparatorChar, parts[..at]);
        string? folder = Names.Select(name => string.Join(Path.DirectorySeparatorChar, [root, name, .. parts[(at + 1)..]])).FirstOrDefault(Directory.Exists);
        if (folder is null)
        {
            return null;
        }

        string[]? names = classNames?.Split(',');
        names ??= new[] { folder, root }.Select(place => Path.Combine(place, ClassFile)).Where(File.Exists).Select(File.ReadAllLines).FirstOrDefault();
        return names is null
            ? throw new LabelSetException($"{folder}: expected classes.txt beside the labels or --yolo-classes, found neither.")
            : new YoloFolder(folder, Array.ConvertAll(names, ToClass));
    }

    public void Check(IReadOnlyList<string> images, Func<string, bool> leftOut)
    {
        HashSet<string> names = [.. images.Select(image => Path.GetFileNameWithoutExtension(image))];
        int labelled = 0;
        foreach (string label in Directory.EnumerateFiles(_folder, "*.txt").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(label);
            if (Path.GetFileName(label) == ClassFile || leftOut(name))
            {
                continue;
            }

            if (!names.Contains(name))
            {
                throw new LabelSetException($"{label}: expected its image in {Path.GetDirectoryName(images[0])}, found none.");
            }

            ReadLabels(name, 1, 1);
            labelled++;
        }

        if (labelled == 0)
        {
            throw new LabelSetException($"{_folder}: expected labels NAME.txt for the images, found none.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>An image without a label file shows nothing.</remarks>
    public GivenLabels Read(string image, int width, int height) => ReadLabels(Path.GetFileNameWithoutExtension(image), width, height);

    private GivenLabels ReadLabels(string name, int width, int height)
    {
        string path = Path.Combine(_folder, name + ".txt");
        List<LabelledBox> boxes = [];
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length > 0 && ReadBox(lines[i], $"{path}:{i + 1}", width, height) is { } box)
            {
                boxes.Add(box);
            }
        }

        return new GivenLabels(boxes, _classes.Where(kind => kind != ObjectClass.Unknown).ToHashSet());
    }

    private static ObjectClass ToClass(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_') switch
    {
        "vehicle" or "car" or "van" or "truck" or "bus" => ObjectClass.Vehicle,
        "pedestrian" or "person" or "walker" => ObjectClass.Pedestrian,
        "bike" or "bicycle" or "motorbike" or "motorcycle" or "cyclist" or "two-wheeler" or "two_wheeler" or "twowheeler" => ObjectClass.TwoWheeler,
        _ => ObjectClass.Unknown,
    };

    private LabelledBox? ReadBox(string line, string place, int width, int height)
    {
        string[] fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        float[] shares = new float[Fields - 1];
        int kind = -1;
        bool reads = fields.Length == Fields && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out kind);
        for (int i = 0; reads && i < shares.Length; i++)
        {
            reads = float.TryParse(fields[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out shares[i]) && float.IsFinite(shares[i]);
        }

        if (!reads)
        {
            throw new LabelSetException($"{place}: expected a class number, centre x, centre y, width and height, found '{line}'.");
        }

        if (kind >= _classes.Length)
        {
            throw new LabelSetException($"{place}: expected a class number below {_classes.Length}, found {kind}.");
        }

        (float left, float top) = (shares[0] - (shares[2] / 2), shares[1] - (shares[3] / 2));
        (float right, float bottom) = (left + shares[2], top + shares[3]);
        bool isInside = left >= -Tolerance && top >= -Tolerance && right <= 1 + Tolerance && bottom <= 1 + Tolerance && shares[2] > 0 && shares[3] > 0;
        if (!isInside)
        {
            throw new LabelSetException($"{place}: expected a box inside the image, as shares from 0 to 1, found '{line}'.");
        }

        return _classes[kind] == ObjectClass.Unknown ? null : new LabelledBox
        {
            Class = _classes[kind],
            XMin = Math.Clamp(left, 0, 1) * width,
            YMin = Math.Clamp(top, 0, 1) * height,
            XMax = Math.Clamp(right, 0, 1) * width,
            YMax = Math.Clamp(bottom, 0, 1) * height,
            Confidence = 1,
            Sources = ["truth"],
        };
    }
}
