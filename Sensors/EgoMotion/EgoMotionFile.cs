using System.Globalization;

namespace Sensors.EgoMotion;

/// <summary>Reads ego motion from CSV: <c>captureTimeNs,speed,yawRate</c> in nanoseconds, m/s and rad/s.</summary>
public static class EgoMotionFile
{
    public const string Header = "captureTimeNs,speed,yawRate";

    private const int Columns = 3;

    /// <exception cref="EgoMotionException">The file is missing or malformed, a number is not finite, or time does not increase.</exception>
    public static EgoMotionLog Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new EgoMotionException($"{path}: expected an ego motion file, found none");
        }

        List<EgoMotionSample> samples = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (number == 1)
            {
                CheckHeader(path, line.Trim());
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                EgoMotionSample sample = Parse(path, number, line.Trim());
                if (samples.Count > 0 && sample.TimeNs <= samples[^1].TimeNs)
                {
                    throw new EgoMotionException($"{path}:{number}: expected a time after {samples[^1].TimeNs} ns, found {sample.TimeNs} ns");
                }

                samples.Add(sample);
            }
        }

        return samples.Count > 0
            ? new EgoMotionLog(samples)
            : throw new EgoMotionException($"{path}: expected the header {Header} and a line for each sample, found no sample");
    }

    private static void CheckHeader(string path, string line)
    {
        if (line != Header)
        {
            throw new EgoMotionException($"{path}:1: expected the header {Header}, found '{line}'");
        }
    }

    private static EgoMotionSample Parse(string path, int number, string line)
    {
        string[] words = line.Split(',');
        bool isSample = words.Length == Columns
            & long.TryParse(words[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long timeNs)
            & TryNumber(words, 1, out double speed)
            & TryNumber(words, 2, out double yawRate);
        return isSample
            ? new EgoMotionSample(timeNs, speed, yawRate)
            : throw new EgoMotionException($"{path}:{number}: expected {Header} as finite numbers, found '{line}'");
    }

    private static bool TryNumber(string[] words, int column, out double value)
    {
        value = 0;
        return column < words.Length
            && double.TryParse(words[column], NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }
}
