using System.Globalization;
using Sensors.Calibration;

namespace Sensors.EgoMotion;

/// <summary>
/// Reads ego motion from KITTI's GPS/IMU records: 30 numbers a frame, of which <c>vf</c> (the ninth, forward velocity, m/s) and
/// <c>wz</c> (the twentieth, turn rate about the vehicle's up axis, rad/s) are used.
/// </summary>
/// <remarks>
/// Source: <c>dataformat.txt</c> of KITTI's raw data. The unit sits beside the car's middle (<see cref="KittiRig"/>), so
/// in a turn it moves at another speed than the rear axle's centre: v = vf + wz · 0.32 m.
/// </remarks>
internal static class KittiOxts
{
    private const int ForwardVelocity = 8;
    private const int TurnRate = 19;
    private const int Columns = 30;

    /// <summary>Reads one file a frame, as in the raw data's <c>oxts/data</c>.</summary>
    /// <param name="folder">The folder with the records.</param>
    /// <param name="timesNs">The records' times; as many as there are files.</param>
    public static EgoMotionLog LoadFolder(string folder, IReadOnlyList<long> timesNs)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal)];
        if (files.Length != timesNs.Count)
        {
            throw new EgoMotionException($"{folder}: expected a record for each of its {timesNs.Count} timestamps, found {files.Length}");
        }

        return new EgoMotionLog([.. files.Select((file, i) => Parse(file, 1, File.ReadAllText(file), timesNs[i]))]);
    }

    /// <summary>Reads one line a frame, as in the tracking benchmark's <c>oxts/0000.txt</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeOf">The time of a frame, nanoseconds.</param>
    public static EgoMotionLog LoadLines(string path, Func<int, long> timeOf)
    {
        List<EgoMotionSample> samples = [];
        foreach (string line in File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            samples.Add(Parse(path, samples.Count + 1, line, timeOf(samples.Count)));
        }

        return samples.Count > 0
            ? new EgoMotionLog(samples)
            : throw new EgoMotionException($"{path}: expected a line of {Columns} numbers for each frame, found none");
    }

    private static EgoMotionSample Parse(string path, int line, string text, long timeNs)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < Columns || !TryNumber(words[ForwardVelocity], out double forward) || !TryNumber(words[TurnRate], out double turn))
        {
            throw new EgoMotionException($"{path}:{line}: expected {Columns} finite numbers, found {words.Length} words");
        }

        return new EgoMotionSample(timeNs, forward + (turn * KittiRig.ImuLeftOfMiddle), turn);
    }

    private static bool TryNumber(string word, out double value) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
