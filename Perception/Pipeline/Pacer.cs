using Sensors.Frames;

namespace Perception.Pipeline;

/// <summary>Releases the frames of a recorded drive at the distances in time at which they were captured.</summary>
/// <remarks>
/// Deadlines are counted from the first frame, of a rig from the earliest of its drives' first ones, so errors do not add up. A drive that fell behind is not hurried: frames
/// whose time has passed are released at once. For each frame <see cref="SleepAsync"/>, then <see cref="Release"/>; neither allocates.
/// </remarks>
public sealed class Pacer : IDisposable
{
    /// <summary>Timers, and the threads that they wake, come late by up to this; the rest of the wait is napped.</summary>
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(12);

    /// <summary>A nap of a millisecond ends within this; the rest of the wait is spun. Both by measurement (docs/performance.md).</summary>
    private static readonly TimeSpan NapSlack = TimeSpan.FromMilliseconds(3);

    /// <summary>How often a drive of a rig looks whether the others have come to their first frames.</summary>
    private static readonly TimeSpan OriginPoll = TimeSpan.FromMilliseconds(5);

    /// <summary>Ticks of a clock; centuries, and no sum with a timestamp overflows.</summary>
    private const double LongestWait = long.MaxValue / 2;

    private readonly Pace _pace;
    private readonly TimeProvider _time;
    private readonly ReusableDelay _delay;
    private readonly ManualResetEvent _never = new(initialState: false);
    private readonly PaceOrigin _origin;
    private int _hasJoined;

    /// <param name="pace">How fast.</param>
    /// <param name="time">The clock.</param>
    /// <param name="origin">Shared by the drives of a rig; null where the drive is played by itself.</param>
    public Pacer(Pace pace, TimeProvider time, PaceOrigin? origin = null)
    {
        _pace = pace;
        _time = time;
        _origin = origin ?? new PaceOrigin();
        _delay = new ReusableDelay(time);
    }

    /// <summary>Sleeps until shortly before the frame is due; before the first one, also until the other drives have come to theirs.</summary>
    /// <param name="captureTimeNs">Its capture time in the drive's clock.</param>
    /// <returns>False where <see cref="Cancel"/> ended the sleep.</returns>
    public ValueTask<bool> SleepAsync(long captureTimeNs)
    {
        if (_pace.IsMax || _origin.IsComplete)
        {
            return SleepUntilDueAsync(captureTimeNs);
        }

        if (Interlocked.Exchange(ref _hasJoined, 1) == 0)
        {
            _origin.Join(captureTimeNs, _time.GetTimestamp());
        }

        return AwaitOthersAsync(captureTimeNs);
    }

    /// <summary>The drive has ended, or will give no frame: the others of its rig do not wait for it.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _hasJoined, 1) == 0)
        {
            _origin.Leave(_time.GetTimestamp());
        }
    }

    /// <summary>Once in a run.</summary>
    private async ValueTask<bool> AwaitOthersAsync(long captureTimeNs)
    {
        while (!_origin.IsComplete)
        {
            if (!await _delay.WaitAsync(OriginPoll).ConfigureAwait(false))
            {
                return false;
            }
        }

        return await SleepUntilDueAsync(captureTimeNs).ConfigureAwait(false);
    }

    private ValueTask<bool> SleepUntilDueAsync(long captureTimeNs)
    {
        TimeSpan wait = _time.GetElapsedTime(_time.GetTimestamp(), Due(captureTimeNs));
        return wait > TimerSlack ? _delay.WaitAsync(wait - TimerSlack) : new ValueTask<bool>(true);
    }

    /// <summary>Naps, then spins until the frame is due.</summary>
    /// <param name="captureTimeNs">Its capture time in the drive's clock.</param>
    /// <returns>The monotonic timestamp at which the frame counts as captured.</returns>
    public long Release(long captureTimeNs)
    {
        long now = _time.GetTimestamp();
        if (_origin.TrySet(captureTimeNs, now))
        {
            return now;
        }

        long due = Due(captureTimeNs);
        while ((now = _time.GetTimestamp()) < due)
        {
            if (_time.GetElapsedTime(now, due) > NapSlack)
            {
                _never.WaitOne(millisecondsTimeout: 1);
            }
            else
            {
                Thread.Yield();
            }
        }

        return now;
    }

    /// <summary>The next frame is released at once, and those after it by their distances from it; after a pause or a seek.</summary>
    public void Restart() => _origin.Forget();

    /// <summary>Ends the sleep under way and every later one; from any thread.</summary>
    public void Cancel() => _delay.Cancel();

    public void Dispose()
    {
        _delay.Dispose();
        _never.Dispose();
    }

    /// <summary>When the frame is to be released; 0, which has passed, where nothing paces it.</summary>
    private long Due(long captureTimeNs)
    {
        if (_pace.Factor is not double factor || !_origin.TryGet(out long firstCaptureNs, out long firstTimestamp))
        {
            return 0;
        }

        double seconds = ((double)captureTimeNs - firstCaptureNs) / (Nanoseconds.PerSecond * factor);
        return firstTimestamp + (long)Math.Min(seconds * _time.TimestampFrequency, LongestWait);
    }
}
