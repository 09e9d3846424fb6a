using Evaluation;
using Evaluation.Formats;
using Fusion.Tracking;
using Labelling.Sets;
using Labelling.Voting;
using LabelledBox = Labelling.Sets.LabelledBox;

namespace Perception.Teaching;

/// <summary>
/// YOLO labels beside a folder of images: where the images' path has a folder <c>images</c>, the same path with <c>labels</c> or
/// <c>labels_yolo</c> holds NAME.txt, as <see cref="YoloLabels"/> has it.
/// </summary>
public sealed class YoloFolder : IImageTruth
{
    private static readonly string[] Names = ["labels", "labels_yolo"];

    // A pedestrian or walker is nobody's rider, and a cyclist or two-wheeler has its rider within.
    private static readonly string[] MayPair = ["person", "bicycle", "bike", "motorcycle", "motorbike"];
    private static readonly float RiderOverlap = new VoteOptions().RiderOverlap;
    private readonly string _folder;
    private readonly string[] _names;
    private readonly ObjectClass[] _classes;

    private YoloFolder(string folder, string[] names)
    {
        _folder = folder;
        _names = names;
        _classes = Array.ConvertAll(names, ToClass);
    }

    public string? Note { get; private set; }

    /// <summary>Finds the labels of a folder of images.</summary>
    /// <param name="images">The folder.</param>
    /// <param name="classNames">Separated by commas, by number; null: <c>classes.txt</c> in the labels' folder or above says. Where both say, they say the same.</param>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="LabelSetException">There are labels, but nothing says what their numbers mean, two say different things, or no name is that of a class of labels.</exception>
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

        string? file = new[] { folder, root }.Select(place => Path.Combine(place, YoloLabels.ClassFile)).FirstOrDefault(File.Exists);
        string[]? given = classNames?.Split(',', StringSplitOptions.TrimEntries);
        string[]? written = file is null ? null : Relay(() => YoloLabels.ReadClasses(file));
        if (given is not null && Array.Exists(given, name => name.Length == 0))
        {
            throw new LabelSetException($"--yolo-classes: expected a name for each class, found '{classNames}'.");
        }

        if (given is not null && written is not null && !given.SequenceEqual(written, StringComparer.OrdinalIgnoreCase))
        {
            throw new LabelSetException($"--yolo-classes: expected the names of {file}, {string.Join(", ", written)}, found {string.Join(", ", given)}.");
        }

        string[] names = given ?? written ?? throw new LabelSetException($"{folder}: expected classes.txt beside the labels or --yolo-classes, found neither.");
        YoloFolder truth = new(folder, names);
        return truth._classes.All(kind => kind == ObjectClass.Unknown)
            ? throw new LabelSetException($"{(classNames is null ? file : "--yolo-classes")}: expected the name of a vehicle, a pedestrian or a two-wheeler, found {string.Join(", ", names)}.")
            : truth;
    }

    public void Check(IReadOnlyList<string> images, Func<string, bool> leftOut)
    {
        HashSet<string> names = [.. images.Select(image => Path.GetFileNameWithoutExtension(image))];
        NameCounts unknown = new();
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

            foreach (YoloLabel other in ReadLabels(name).Where(label => _classes[label.Class] == ObjectClass.Unknown))
            {
                unknown.Add(_names[other.Class]);
            }

            labelled++;
        }

        if (labelled == 0)
        {
            throw new LabelSetException($"{_folder}: expected labels NAME.txt for the images, found none.");
        }

        Note = unknown.Total == 0 ? null
            : $"{_folder}: boxes whose class is by its name no vehicle, pedestrian or two-wheeler are left out: {unknown}.";
    }

    public string Fingerprint() => $"{_folder}: {string.Join(", ", _names)}; {TruthFiles.Fingerprint(Directory.EnumerateFiles(_folder, "*.txt"))}";

    /// <inheritdoc/>
    /// <remarks>An image without a label file shows nothing. COCO's persons ride COCO's bicycles and motorcycles: such a pair is one two-wheeler.</remarks>
    public GivenLabels Read(string image, int width, int height)
    {
        ILookup<bool, YoloLabel> labels = ReadLabels(Path.GetFileNameWithoutExtension(image))
            .Where(label => _classes[label.Class] != ObjectClass.Unknown)
            .ToLookup(label => MayPair.Contains(Plain(_names[label.Class])));
        List<LabelledBox> pairs = [.. labels[true].Select(label => ToLabel(label, width, height))];
        RiderMerge.Apply(pairs, RiderOverlap);
        return new GivenLabels([.. labels[false].Select(label => ToLabel(label, width, height)), .. pairs], _classes.Where(kind => kind != ObjectClass.Unknown).ToHashSet());
    }

    private List<YoloLabel> ReadLabels(string name)
    {
        string path = Path.Combine(_folder, name + ".txt");
        return File.Exists(path) ? Relay(() => YoloLabels.Read(path, _classes.Length)) : [];
    }

    private static string Plain(string name) => name.ToLowerInvariant().Replace(' ', '_');

    private static ObjectClass ToClass(string name) => Plain(name) switch
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
