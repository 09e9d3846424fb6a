using Evaluation;
using Evaluation.Formats;
using Fusion.Tracking;
using Labelling.Sets;
using LabelledBox = Labelling.Sets.LabelledBox;

namespace Perception.Teaching;

/// <summary>
/// YOLO labels beside a folder of images: where the images' path has a folder <c>images</c>, the same path with <c>labels</c> or
/// <c>labels_yolo</c> holds NAME.txt, as <see cref="YoloLabels"/> has it.
/// </summary>
public sealed class YoloFolder : IImageTruth
{
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
        names ??= new[] { folder, root }.Select(place => Path.Combine(place, YoloLabels.ClassFile)).Where(File.Exists).Select(file => Relay(() => YoloLabels.ReadClasses(file))).FirstOrDefault();
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
            if (Path.GetFileName(label) == YoloLabels.ClassFile || leftOut(name))
            {
                continue;
            }

            if (!names.Contains(name))
            {
                throw new LabelSetException($"{label}: expected its image in {Path.GetDirectoryName(images[0])}, found none.");
            }

            ReadLabels(name);
            labelled++;
        }

        if (labelled == 0)
        {
            throw new LabelSetException($"{_folder}: expected labels NAME.txt for the images, found none.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>An image without a label file shows nothing.</remarks>
    public GivenLabels Read(string image, int width, int height) => new(
        [.. ReadLabels(Path.GetFileNameWithoutExtension(image)).Where(label => _classes[label.Class] != ObjectClass.Unknown).Select(label => ToLabel(label, width, height))],
        _classes.Where(kind => kind != ObjectClass.Unknown).ToHashSet());

    private List<YoloLabel> ReadLabels(string name)
    {
        string path = Path.Combine(_folder, name + ".txt");
        return File.Exists(path) ? Relay(() => YoloLabels.Read(path, _classes.Length)) : [];
    }

    private static ObjectClass ToClass(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_') switch
    {
        "vehicle" or "car" or "van" or "truck" or "bus" => ObjectClass.Vehicle,
        "pedestrian" or "person" or "walker" => ObjectClass.Pedestrian,
        "bike" or "bicycle" or "motorbike" or "motorcycle" or "cyclist" or "two-wheeler" or "two_wheeler" or "twowheeler" => ObjectClass.TwoWheeler,
        _ => ObjectClass.Unknown,
    };

    private LabelledBox ToLabel(YoloLabel label, int width, int height) => new()
    {
        Class = _classes[label.Class],
        XMin = (float)(Math.Clamp(label.Left, 0, 1) * width),
        YMin = (float)(Math.Clamp(label.Top, 0, 1) * height),
        XMax = (float)(Math.Clamp(label.Right, 0, 1) * width),
        YMax = (float)(Math.Clamp(label.Bottom, 0, 1) * height),
        Confidence = 1,
        Sources = ["truth"],
    };

    private static T Relay<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EvaluationException failure)
        {
            throw new LabelSetException(failure.Message, failure);
        }
    }
}
