namespace Perception.Pipeline;

/// <summary>Releases the frames of a recorded drive at the distances in time at which they were captured.</summary>
/// <remarks>
/// Deadlines are counted from the first frame, so errors do not add up. A drive that fell behind is not hurried: frames
/// whose time has passed are released at once.
/// </remarks>
public sealed class Pacer
{
    /// <summary>Timers wake late by up to this; the rest of the wait is spun.</summary>
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(1.5);

    private readonly Pace _pace;
    private readonly TimeProvider _time;
    private long _firstCaptureNs;
    private long _firstTimestamp;
    private bool _started;

    public Pacer(Pace pace, TimeProvider time)
    {
        _pace = pace;
        _time = time;
    }

    /// <summary>Waits until the frame is due.</summary>
    /// <param name="captureTimeNs">Its capture time in the drive's clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The monotonic timestamp at which the frame counts as captured.</returns>
    public async ValueTask<long> WaitAsync(long captureTimeNs, CancellationToken cancellationToken)
    {
        long now = _time.GetTimestamp();
        if (_pace.Factor is not double factor)
        {
            return now;
        }

        if (!_started)
        {
            _started = true;
            _firstCaptureNs = captureTimeNs;
            _firstTimestamp = now;
            return now;
        }

        double seconds = (captureTimeNs - _firstCaptureNs) / (1e9 * factor);
        long due = _firstTimestamp + (long)(seconds * _time.TimestampFrequency);
        TimeSpan wait = _time.GetElapsedTime(now, due);
        if (wait > TimerSlack)
        {
            await Task.Delay(wait - TimerSlack, _time, cancellationToken).ConfigureAwait(false);
        }

        while ((now = _time.GetTimestamp()) < due)
        {
            Thread.Yield();
        }

        return now;
    }
}
