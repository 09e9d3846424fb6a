using Sensors.Frames;

namespace Sensors.Sources;

/// <summary>The capture time of each frame of a recorded drive, from a file or a frame rate. Immutable and thread safe.</summary>
public sealed class FrameTimes
{
    private readonly long[]? _times;
    private readonly double _frameRate;

    private FrameTimes(long[]? times, double frameRate, CaptureClock clock)
    {
        _times = times;
        _frameRate = frameRate;
        Clock = clock;
    }

    public CaptureClock Clock { get; }

    /// <summary>For how many frames there is a time; null for a frame rate, which never ends.</summary>
    public long? Count => _times?.LongLength;

    /// <summary>Times from a constant frame rate, 0 at the first frame.</summary>
    /// <param name="framesPerSecond">Positive and finite.</param>
    public static FrameTimes FromRate(double framesPerSecond)
    {
        if (!double.IsFinite(framesPerSecond) || framesPerSecond <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(framesPerSecond), framesPerSecond, "must be positive and finite");
        }

        return new FrameTimes(null, framesPerSecond, CaptureClock.Drive);
    }

    /// <summary>Times that were recorded.</summary>
    /// <param name="times">Nanoseconds, strictly increasing.</param>
    /// <param name="clock">What the times count from.</param>
    public static FrameTimes FromTable(IReadOnlyList<long> times, CaptureClock clock) => new([.. times], 0, clock);

    /// <summary>A frame's capture time, nanoseconds.</summary>
    /// <returns>False where the frame is beyond the recorded times.</returns>
    public bool TryAt(long frameId, out long timeNs)
    {
        if (_times is null)
        {
            timeNs = (long)Math.Round(frameId * Nanoseconds.PerSecond / _frameRate);
            return true;
        }

        bool isKnown = frameId >= 0 && frameId < _times.LongLength;
        timeNs = isKnown ? _times[frameId] : 0;
        return isKnown;
    }
}
