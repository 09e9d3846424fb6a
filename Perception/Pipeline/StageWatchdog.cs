using Perception.Recording;

namespace Perception.Pipeline;

/// <summary>Looks again and again whether a stage or the source stands still.</summary>
/// <remarks>Looks on a timer's thread until it is disposed.</remarks>
internal sealed class StageWatchdog : IDisposable
{
    private const int LooksPerTimeout = 8;

    /// <summary>The log waits so long for a disk that takes nothing and then ends alone: only a recording that stands still for longer is started anew.</summary>
    public static readonly TimeSpan RecordPatience = LineWriter.Patience + TimeSpan.FromSeconds(1);

    private readonly WatchdogOptions _options;
    private readonly PipelineMonitor _monitor;
    private readonly StageHost[] _hosts;
    private readonly CaptureStage _capture;
    private readonly Action<Exception> _fail;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private long _framesPassed;
    private long _passedAt = long.MinValue;

    public StageWatchdog(WatchdogOptions options, PipelineMonitor monitor, CaptureStage capture, IReadOnlyList<StageHost> hosts, Action<Exception> fail)
    {
        _options = options;
        _monitor = monitor;
        _capture = capture;
        _hosts = [.. hosts];
        _fail = fail;
        _interval = options.StallTimeout / LooksPerTimeout;
        _timer = monitor.Time.CreateTimer(_ => Look(), null, _interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a stage works on a frame, or the source is being read: where neither is, what has not come out waits for others.</summary>
    public bool SeesWork => _capture.ReadingSince is not null || Array.Exists(_hosts, host => host.IsAtWork);

    public void Dispose() => _timer.Dispose();

    /// <summary>The timer is set anew after each look, so that no two looks overlap.</summary>
    private void Look()
    {
        try
        {
            long now = _monitor.Time.GetTimestamp();
            foreach (StageHost host in _hosts)
            {
                host.Check(now, host.Stage == PipelineStage.Record && RecordPatience > _options.StallTimeout ? RecordPatience : _options.StallTimeout);
            }

            LookAtSource(now);
        }
        catch (Exception failure)
        {
            _fail(failure);
        }
        finally
        {
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>
    /// A read cannot be started anew beside itself: it is told of, and waited for with patience. One that decodes towards a far frame does not stand still,
    /// and a live camera gives up its reads itself, in which it also pauses and is opened again.
    /// </summary>
    private void LookAtSource(long now)
    {
        if (_capture.IsLive)
        {
            return;
        }

        if (_capture.FramesPassed != _framesPassed)
        {
            _framesPassed = _capture.FramesPassed;
            _passedAt = now;
        }

        TimeSpan stood = _capture.ReadingSince is long since ? _monitor.Time.GetElapsedTime(Math.Max(since, _passedAt), now) : TimeSpan.Zero;
        if (stood <= _options.StallTimeout)
        {
            return;
        }

        if (!_monitor.IsStalled)
        {
            _monitor.LastProblem = FormattableString.Invariant($"the source stands still: a read has taken {stood.TotalSeconds:0.#} s");
            _monitor.IsStalled = true;
        }

        if (stood > _options.SourcePatience)
        {
            _capture.Abandon();
            _fail(new PipelineException(FormattableString.Invariant(
                $"{_capture.SourceId}: expected the source's read to return within {_options.SourcePatience.TotalSeconds:0.#} s, found that it did not, so it is given up")));
        }
    }
}
