namespace Evaluation.Formats;

/// <summary>KITTI's tracking format: truth (label_02) and results are alike, results with a score at the end.</summary>
public static class KittiTracking
{
    private const int LeastFields = 10;
    private const int MetricFields = 17;

    /// <summary>The classes of KITTI's tracking data set.</summary>
    public static IReadOnlySet<string> Classes { get; } =
        new HashSet<string> { "car", "van", "truck", "pedestrian", "person", "person_sitting", "cyclist", "tram", "misc", "dontcare" };

    /// <exception cref="EvaluationException">The file cannot be read.</exception>
    public static List<LabelledBox> Read(string path)
    {
        List<LabelledBox> boxes = [];
        foreach (NumberLine line in NumberLine.Read(path, [' ', '\t'], LeastFields))
        {
            bool isMetric = line.Count >= MetricFields;
            boxes.Add(new LabelledBox
            {
                Frame = line.Integer(0),
                Id = line.Integer(1),
                Class = line.Text(2).ToLowerInvariant(),
                Truncation = line.Integer(3),
                Occlusion = line.Integer(4),
                XMin = line.Number(6),
                YMin = line.Number(7),
                XMax = line.Number(8),
                YMax = line.Number(9),
                Box3D = isMetric
                    ? new Box3D(line.Number(10), line.Number(11), line.Number(12), line.Number(13), line.Number(14), line.Number(15), line.Number(16))
                    : default,
                Score = line.Count > MetricFields ? line.Number(MetricFields) : 1,
            });
        }

        return boxes;
    }

    /// <summary>The sequences of a truth folder and how many frames each has.</summary>
    /// <param name="directory">A folder of label files, or KITTI's folder above it; a seqmap file beside them gives the lengths.</param>
    /// <exception cref="EvaluationException">There are no label files.</exception>
    public static List<SequenceFile> Sequences(string directory)
    {
        string nested = Path.Combine(directory, "label_02");
        string labels = Directory.Exists(nested) ? nested : directory;
        if (!Directory.Exists(labels))
        {
            throw new EvaluationException($"{directory}: expected a folder of KITTI label files, found none.");
        }

        Dictionary<string, int> lengths = ReadLengths(labels);
        List<SequenceFile> sequences = [];
        foreach (string path in Directory.EnumerateFiles(labels, "*.txt").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            int frames = lengths.TryGetValue(name, out int length) ? length : Read(path).Select(box => box.Frame + 1).DefaultIfEmpty(0).Max();
            sequences.Add(new SequenceFile(name, path, 0, frames));
        }

        return sequences.Count > 0
            ? sequences
            : throw new EvaluationException($"{labels}: expected KITTI label files named <sequence>.txt, found none.");
    }

    internal static Dictionary<string, int> ReadLengths(string labels)
    {
        Dictionary<string, int> lengths = [];
        string? parent = Path.GetDirectoryName(Path.GetFullPath(labels));
        string[] maps = [.. new[] { labels, parent ?? labels }.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.seqmap*")).Order(StringComparer.Ordinal)];

        // KITTI has one of its training and one of its test sequences; only the first have truth.
        string[] training = maps.Length > 1 ? Array.FindAll(maps, map => map.EndsWith("training", StringComparison.Ordinal)) : maps;
        if (maps.Length > 1 && training.Length != 1)
        {
            throw new EvaluationException($"{labels}: expected one seqmap, or one of them for training, found {string.Join(", ", maps)}.");
        }

        if (training.Length == 1)
        {
            foreach (NumberLine line in NumberLine.Read(training[0], [' ', '\t'], 4))
            {
                lengths[line.Text(0)] = line.Integer(3);
            }
        }

        return lengths;
    }
}
