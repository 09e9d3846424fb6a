using Evaluation.Detection;
using Labelling.Sets;

namespace Perception.Teaching;

/// <summary>KITTI's object data set: <c>image_2/</c> with <c>label_2/</c> beside it.</summary>
public sealed class KittiObjectFolder : IImageTruth
{
    private const string Images = "image_2";
    private const string Labels = "label_2";
    private readonly string _labels;
    private readonly Dictionary<string, TruthImage> _truth;

    private KittiObjectFolder(string labels, Dictionary<string, TruthImage> truth)
    {
        _labels = labels;
        _truth = truth;
    }

    /// <summary>Finds the labels of a folder of images.</summary>
    /// <returns>Null where it is not KITTI's image_2, or has no labels.</returns>
    /// <exception cref="Evaluation.EvaluationException">A label cannot be read, or lacks its image.</exception>
    public static KittiObjectFolder? Find(string images)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(images));
        string? root = Path.GetDirectoryName(folder);
        return Path.GetFileName(folder) == Images && root is not null && Directory.Exists(Path.Combine(root, Labels))
            ? new KittiObjectFolder(Path.Combine(root, Labels), KittiObjectTruth.Read(root).ToDictionary(image => Path.GetFileNameWithoutExtension(image.Path), StringComparer.Ordinal))
            : null;
    }

    public string? Note { get; private set; }

    public void Check(IReadOnlyList<string> images, Func<string, bool> leftOut)
    {
        if (_truth.Count == 0)
        {
            throw new LabelSetException($"{Path.GetDirectoryName(images[0])}: expected labels in label_2 for these images, found none.");
        }

        IEnumerable<TruthBox> boxes = _truth.Where(entry => !leftOut(entry.Key)).SelectMany(entry => entry.Value.Boxes);
        Note = KittiLabels.NoteOn(_labels, boxes.Select(box => box.Class));
    }

    public string Fingerprint() => $"{_labels}: {TruthFiles.Fingerprint(Directory.EnumerateFiles(_labels, "*.txt"))}";

    public GivenLabels Read(string image, int width, int height)
    {
        string name = Path.GetFileNameWithoutExtension(image);
        if (!_truth.TryGetValue(name, out TruthImage? truth))
        {
            throw new LabelSetException($"{image}: expected its labels label_2/{name}.txt, found none.");
        }

        return new GivenLabels(
            [.. truth.Boxes.Select(box => KittiLabels.ToLabel(box.Class, box.Box, box.Occlusion, null, $"label_2/{name}.txt", width, height))],
            LabelSet.Classes.ToHashSet())
        { IsComplete = true };
    }
}
