using System.Globalization;
using Sensors.Frames;

namespace Sensors.Sources;

/// <summary>
/// Reads a file of capture times, one frame a line: nanoseconds; <c>frame,captureTimeNs</c> with that header; or KITTI's
/// <c>2011-09-26 13:02:25.594360375</c>.
/// </summary>
public static class TimestampFile
{
    /// <summary>The header of the two-column form.</summary>
    public const string Header = "frame,captureTimeNs";

    // Nanoseconds since 1970 passed this in September 2001; a drive's own clock would need 31 years to get there.
    private const long SmallestUtcNs = 1_000_000_000_000_000_000;
    private const int SecondsLength = 19; // yyyy-MM-dd HH:mm:ss
    private const int FractionDigits = 9;

    /// <summary>Reads the times of a drive's frames.</summary>
    /// <returns>Whole nanoseconds as written: UTC from 10^18 on, else the drive's own clock. Dates, which name no time zone,
    /// count from the first.</returns>
    /// <exception cref="DriveException">The file is missing, empty or malformed, or a time is not after the one before.</exception>
    public static FrameTimes Read(string path)
    {
        IReadOnlyList<long> times = ReadNanoseconds(path, out bool areDates);
        if (areDates)
        {
            long first = times[0];
            return FrameTimes.FromTable([.. times.Select(time => time - first)], CaptureClock.Drive);
        }

        return FrameTimes.FromTable(times, times[0] >= SmallestUtcNs ? CaptureClock.Utc : CaptureClock.Drive);
    }

    /// <summary>Reads the times as nanoseconds; dates as if they were UTC.</summary>
    internal static IReadOnlyList<long> ReadNanoseconds(string path, out bool areDates)
    {
        if (!File.Exists(path))
        {
            throw new DriveException($"{path}: expected a file of timestamps, found none");
        }

        string[] lines = File.ReadAllLines(path);
        bool isTable = lines.Length > 0 && lines[0].Trim() == Header;
        int first = isTable ? 1 : 0;
        int count = lines.Length;
        while (count > first && string.IsNullOrWhiteSpace(lines[count - 1]))
        {
            count--;
        }

        if (count == first)
        {
            throw new DriveException($"{path}: expected timestamps, found none");
        }

        areDates = !isTable && lines[first].Contains(':', StringComparison.Ordinal);
        List<long> times = new(count - first);
        for (int i = first; i < count; i++)
        {
            long time = Parse(path, i + 1, lines[i].Trim(), isTable ? times.Count : null, areDates);
            if (times.Count > 0 && time <= times[^1])
            {
                throw new DriveException(
                    $"{path}:{i + 1}: expected a time after the line before ({lines[i - 1].Trim()}), found {lines[i].Trim()}");
            }

            times.Add(time);
        }

        return times;
    }

    private static long Parse(string path, int line, string text, int? expectedFrame, bool isDate)
    {
        string timeText = text;
        if (expectedFrame is int frame)
        {
            int comma = text.IndexOf(',', StringComparison.Ordinal);
            string frameText = comma < 0 ? text : text[..comma];
            if (comma < 0 || !TryWhole(frameText, out long found) || found != frame)
            {
                throw new DriveException($"{path}:{line}: expected frame {frame} and its time as '{frame},nanoseconds', found '{text}'");
            }

            timeText = text[(comma + 1)..];
        }

        if (isDate ? TryDate(timeText, out long time) : TryWhole(timeText, out time))
        {
            return time;
        }

        string expected = isDate ? "a date and time like 2011-09-26 13:02:25.594360375" : "whole nanoseconds";
        throw new DriveException($"{path}:{line}: expected {expected}, found '{timeText}'");
    }

    private static bool TryWhole(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out value);

    private static bool TryDate(string text, out long timeNs)
    {
        timeNs = 0;
        if (text.Length < SecondsLength
            || !DateTime.TryParseExact(
                text[..SecondsLength],
                "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime seconds))
        {
            return false;
        }

        long fraction = 0;
        if (text.Length > SecondsLength)
        {
            string digits = text[(SecondsLength + 1)..];
            bool isFraction = text[SecondsLength] == '.' && digits.Length is > 0 and <= FractionDigits;
            if (!isFraction || !long.TryParse(digits.PadRight(FractionDigits, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out fraction))
            {
                return false;
            }
        }

        timeNs = Nanoseconds.Of(seconds - DateTime.UnixEpoch) + fraction;
        return true;
    }
}
