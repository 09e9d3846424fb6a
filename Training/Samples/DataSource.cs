using System.Globalization;

namespace Training.Samples;

/// <summary>A set of labels and how often its frames are drawn.</summary>
/// <param name="Folder">Holds labels.jsonl.</param>
/// <param name="Weight">Share of the samples, relative to the other sources'.</param>
/// <param name="LateWeight">The same in the last part of the training.</param>
public sealed record DataSource(string Folder, double Weight, double LateWeight)
{
    private const double LargestWeight = 1e6;

    /// <summary>Reads <c>FOLDER</c>, <c>FOLDER=weight</c> or <c>FOLDER=weight:late</c>.</summary>
    /// <exception cref="TrainingException">A weight is not a number from 0 up.</exception>
    public static DataSource Parse(string text)
    {
        int mark = text.LastIndexOf('=');
        if (mark < 0)
        {
            return new DataSource(text, 1, 1);
        }

        string[] weights = text[(mark + 1)..].Split(':');
        double weight = Number(weights[0], text);
        return weights.Length <= 2
            ? new DataSource(text[..mark], weight, weights.Length == 2 ? Number(weights[1], text) : weight)
            : throw new TrainingException($"--data {text}: expected FOLDER=weight or FOLDER=weight:late, found {weights.Length} weights.");
    }

    /// <summary>A set's folder, the same however it is written.</summary>
    public static string PathOf(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static double Number(string text, string whole) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= LargestWeight
            ? value
            : throw new TrainingException($"--data {whole}: expected a weight from 0 to {LargestWeight:G}, found '{text}'.");
}
