using System.Text.Json;

namespace Evaluation.Lanes;

/// <summary>Reads TuSimple labels: a JSON object a line with <c>raw_file</c>, <c>lanes</c> and <c>h_samples</c>.</summary>
public static class TuSimpleTruth
{
    /// <param name="file">The labels; image paths in it are relative to its folder.</param>
    /// <exception cref="EvaluationException">The file is missing or a line cannot be read.</exception>
    public static IReadOnlyList<LaneTruthImage> Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new EvaluationException($"{file}: expected TuSimple labels, found no such file.");
        }

        List<LaneTruthImage> images = [];
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                images.Add(ReadLine(file, number, line));
            }
        }

        return images.Count > 0 ? images : throw new EvaluationException($"{file}: expected TuSimple labels, a line an image, found none.");
    }

    private static LaneTruthImage ReadLine(string file, int number, string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            double[] rows = [.. document.RootElement.GetProperty("h_samples").EnumerateArray().Select(row => row.GetDouble())];
            double[][] lanes = [.. document.RootElement.GetProperty("lanes").EnumerateArray().Select(lane => lane.EnumerateArray().Select(x => x.GetDouble()).ToArray())];
            if (rows.Length == 0)
            {
                throw new EvaluationException($"{file}, line {number}: expected at least one row in h_samples, found none.");
            }

            if (Array.Exists(lanes, lane => lane.Length != rows.Length))
            {
                throw new EvaluationException($"{file}, line {number}: expected {rows.Length} values a lane, found another number.");
            }

            string image = document.RootElement.GetProperty("raw_file").GetString()
                ?? throw new EvaluationException($"{file}, line {number}: expected an image's path in raw_file, found null.");
            return new LaneTruthImage(Path.Combine(Path.GetDirectoryName(file)!, image), rows, lanes);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EvaluationException($"{file}, line {number}: expected a TuSimple label, found: {error.Message.ReplaceLineEndings(" ")}");
        }
    }
}
