using System.Globalization;
using Sensors.EgoMotion;

namespace Sensors.Sources;

/// <summary>Compares the times of a drive's ego motion with those of the frames that are read.</summary>
internal static class EgoMotionCover
{
    /// <summary>Refuses ego motion of another time than the frames', and says where it lacks some of them.</summary>
    /// <param name="path">The ego motion's file or folder.</param>
    /// <param name="egoMotion">What it holds.</param>
    /// <param name="source">The frames; disposed where the ego motion is refused.</param>
    /// <param name="range">Which of the drive's frames are read.</param>
    /// <param name="times">The drive's frames' times; null where they are not known before they are read.</param>
    /// <param name="warnings">Told of frames without ego motion.</param>
    /// <exception cref="EgoMotionException">The samples reach none of the frames.</exception>
    public static void Check(string path, EgoMotionLog egoMotion, RecordedSource source, FrameRange range, FrameTimes? times, List<string> warnings)
    {
        if (times is null
            || source.Description.FrameCount is not (long frames and > 0)
            || !times.TryAt(range.First, out long first)
            || !times.TryAt(range.First + frames - 1, out long last))
        {
            return;
        }

        (long from, long to) = egoMotion.Span;
        string problem = string.Create(
            CultureInfo.InvariantCulture, $"{path}: expected samples from the first frame to the last, {first / 1e9:F3} to {last / 1e9:F3} s, found them from {from / 1e9:F3} to {to / 1e9:F3} s");
        if (from > last || to < first)
        {
            source.Dispose();
            throw new EgoMotionException(problem);
        }

        if (from > first || to < last)
        {
            warnings.Add($"{problem}; frames outside are followed without");
        }
    }
}
