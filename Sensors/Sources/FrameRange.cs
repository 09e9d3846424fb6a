using System.Globalization;

namespace Sensors.Sources;

/// <summary>Which frames of a recorded drive to read: from <see cref="First"/> up to, not including, <see cref="End"/>.</summary>
/// <param name="First">Frame number, from 0; frames keep their number in the drive.</param>
/// <param name="End">The frame number after the last one, or null for the drive's end.</param>
public readonly record struct FrameRange(long First, long? End)
{
    /// <summary>The whole drive.</summary>
    public static FrameRange All { get; } = new(0, null);

    /// <summary>Reads <c>A..B</c>, <c>A..</c> or <c>..B</c>.</summary>
    /// <returns>False where the text is none of these, or the range holds no frame.</returns>
    public static bool TryParse(string text, out FrameRange range)
    {
        range = All;
        string[] parts = text.Split("..");
        if (parts.Length != 2 || text == "..")
        {
            return false;
        }

        long first = 0;
        long end = 0;
        bool hasEnd = parts[1].Length > 0;
        if ((parts[0].Length > 0 && !TryNumber(parts[0], out first)) || (hasEnd && !TryNumber(parts[1], out end)))
        {
            return false;
        }

        range = new FrameRange(first, hasEnd ? end : null);
        return !hasEnd || end > first;
    }

    /// <summary>Refuses a range that asks for frames that a drive does not have.</summary>
    /// <exception cref="DriveException">The drive holds fewer frames, or the range is empty or negative.</exception>
    public void CheckWithin(string drive, long? frameCount)
    {
        if (First < 0 || End <= First)
        {
            throw new DriveException($"{drive}: expected a range of frames A..B with 0 <= A < B, found {this}");
        }

        if (First >= frameCount || End > frameCount)
        {
            throw new DriveException($"{drive}: expected a range within its {frameCount} frames, found {this}");
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}..{End}");

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
