using System.Globalization;

namespace Evaluation.Formats;

/// <summary>MOTChallenge's format: <c>frame,id,x,y,width,height,…</c>, frames from 1.</summary>
public static class MotChallenge
{
    private const int LeastFields = 6;
    private const int ClassField = 7;
    private const int NoClass = -1;
    private const int LastClass = 13;
    private const string Pedestrian = "1";

    /// <summary>The classes by number; results say none and are pedestrians.</summary>
    public static IReadOnlySet<string> Classes { get; } = Enumerable.Range(1, LastClass).Select(kind => kind.ToString(CultureInfo.InvariantCulture)).ToHashSet();

    /// <summary>Truth: field 7 is 0 where the box is not to be scored, field 8 the class from 1 to 13.</summary>
    /// <remarks>MOT15's truth has no classes, only pedestrians: there field 8 is -1, the first of a place that nobody knows.</remarks>
    /// <exception cref="EvaluationException">The file cannot be read, or has another class.</exception>
    public static List<LabelledBox> ReadTruth(string path) => Read(path, isTruth: true);

    /// <summary>Results or detections: field 7 is the score.</summary>
    /// <exception cref="EvaluationException">The file cannot be read.</exception>
    public static List<LabelledBox> ReadResults(string path) => Read(path, isTruth: false);

    /// <summary>The sequences of a truth folder: <c>NAME/gt/gt.txt</c> with <c>NAME/seqinfo.ini</c>.</summary>
    /// <exception cref="EvaluationException">There are no sequences.</exception>
    public static List<SequenceFile> Sequences(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new EvaluationException($"{directory}: expected a folder of MOTChallenge sequences, found none.");
        }

        List<SequenceFile> sequences = [];
        foreach (string folder in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            string truth = Path.Combine(folder, "gt", "gt.txt");
            if (File.Exists(truth))
            {
                sequences.Add(new SequenceFile(Path.GetFileName(folder), truth, 1, (int)ReadInfo(folder, "seqLength")));
            }
        }

        return sequences.Count > 0
            ? sequences
            : throw new EvaluationException($"{directory}: expected MOTChallenge sequences NAME/gt/gt.txt, found none.");
    }

    /// <summary>A positive number of a sequence's <c>seqinfo.ini</c>.</summary>
    /// <exception cref="EvaluationException">The file or the key is missing, or the number is none such.</exception>
    public static double ReadInfo(string folder, string key)
    {
        string path = Path.Combine(folder, "seqinfo.ini");
        if (!File.Exists(path))
        {
            throw new EvaluationException($"{path}: expected the sequence's description, found no file.");
        }

        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && parts[0] == key
                && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                return value > 0 && double.IsFinite(value) ? value : throw new EvaluationException($"{path}: expected {key} above 0, found {parts[1]}.");
            }
        }

        throw new EvaluationException($"{path}: expected a line {key}=<number>, found none.");
    }

    private static string ReadClass(NumberLine line) => line.Integer(ClassField) switch
    {
        NoClass => Pedestrian,
        >= 1 and <= LastClass and int known => known.ToString(CultureInfo.InvariantCulture),
        _ => throw line.Fault(ClassField, $"a class from 1 to {LastClass}, or {NoClass} for none,"),
    };

    private static List<LabelledBox> Read(string path, bool isTruth)
    {
        List<LabelledBox> boxes = [];
        foreach (NumberLine line in NumberLine.Read(path, [',', ' '], LeastFields))
        {
            double mark = line.Count > 6 ? line.Number(6) : 1;
            boxes.Add(new LabelledBox
            {
                Frame = line.Integer(0),
                Id = line.Integer(1),
                Class = isTruth && line.Count > ClassField ? ReadClass(line) : Pedestrian,
                XMin = line.Number(2),
                YMin = line.Number(3),
                XMax = line.Number(2) + line.Number(4),
                YMax = line.Number(3) + line.Number(5),
                Score = isTruth ? 1 : mark,
                IsZeroMarked = isTruth && mark == 0,
            });
        }

        return boxes;
    }
}
