using System.Threading.Channels;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>Reads the source at the drive's pace and hands on what it reads; counts what cannot be read.</summary>
internal sealed class CaptureStage : IDisposable
{
    private const long NotReading = -1;

    private readonly IFrameSource _source;
    private readonly FramePool _frames;
    private readonly Pacer _pacer;
    private readonly PipelineMonitor _monitor;
    private readonly Link<FrameLease> _captured;
    private readonly PlaybackControl? _playback;
    private long _readingSince = NotReading;
    private FrameRead _last;
    private string? _lastBad;
    private long _periodNs;
    private int _section;

    /// <param name="source">Read by this stage alone.</param>
    /// <param name="frames">Where the images are rented.</param>
    /// <param name="pacer">This stage's own from now on.</param>
    /// <param name="monitor">Counts the frames.</param>
    /// <param name="captured">Takes what was read.</param>
    /// <param name="playback">Pauses, steps and seeks a recorded drive; null plays it through.</param>
    public CaptureStage(IFrameSource source, FramePool frames, Pacer pacer, PipelineMonitor monitor, Link<FrameLease> captured, PlaybackControl? playback)
    {
        _source = source;
        _frames = frames;
        _pacer = pacer;
        _monitor = monitor;
        _captured = captured;
        _playback = playback;
    }

    public string SourceId => _source.Description.Id;

    /// <inheritdoc cref="SourceDescription.IsLive"/>
    public bool IsLive => _source.Description.IsLive;

    /// <summary>Since when the source has been reading, on the monotonic clock; null while it is not asked for a frame.</summary>
    public long? ReadingSince => Volatile.Read(ref _readingSince) is long since and not NotReading ? since : null;

    /// <inheritdoc cref="IFrameSource.FramesPassed"/>
    public long FramesPassed => _source.FramesPassed;

    /// <summary>Ends the link although a read has not returned; what it may still bring is left out.</summary>
    public void Abandon() => _captured.Complete();

    /// <summary>Reads until the drive ends, the source fails or a stop is asked for; then completes the link.</summary>
    /// <param name="home">Reads.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(StageThread home, CancellationToken stop)
    {
        // One method and no others behind it that wait: each would allocate for each frame.
        using CancellationTokenRegistration wakes = stop.UnsafeRegister(static pacer => ((Pacer)pacer!).Cancel(), _pacer);
        FrameLease? frame = null;
        try
        {
            while (!stop.IsCancellationRequested && !_monitor.SourceEnded)
            {
                while (!_frames.TryRent(out frame, nameof(PipelineStage.Capture)))
                {
                    if (!await _frames.WaitAsync().ConfigureAwait(false))
                    {
                        return;
                    }
                }

                await home.Home();
                if (_playback is { IsAsked: true })
                {
                    PlaybackTurn turn = await _playback.NextAsync(stop).ConfigureAwait(false);
                    await home.Home();
                    Follow(turn);
                }

                if (TryRead(frame!, stop, out FrameRead read))
                {
                    if (!await _pacer.SleepAsync(read.CaptureTimeNs).ConfigureAwait(false))
                    {
                        _monitor.CountDropped(read.FrameId, DropCause.Shutdown);
                        return;
                    }

                    Stamp(frame!, read);
                    frame!.Section = _section;
                    FrameLease taken = frame;
                    frame = null;
                    await WriteAsync(taken).ConfigureAwait(false);
                    continue;
                }

                frame!.Dispose();
                frame = null;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The stop ended a wait for the camera, or a pause.
        }
        finally
        {
            frame?.Dispose();
            _captured.Complete();
        }
    }

    public void Dispose() => _pacer.Dispose();

    private ValueTask WriteAsync(FrameLease frame)
    {
        try
        {
            return _captured.WriteAsync(frame);
        }
        catch (ChannelClosedException)
        {
            // The read had been given up; nobody takes the frame any more.
            _monitor.CountDropped(frame.Stamp.FrameId, DropCause.Shutdown);
            frame.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private void Follow(PlaybackTurn turn)
    {
        _pacer.Restart();
        if (turn.Seek == TimeSpan.Zero || _source is not IRecordedSource drive || _periodNs <= 0)
        {
            return;
        }

        _section++;
        _playback!.HasSought = true;
        drive.Seek(_last.FrameId + 1 + (long)((double)Nanoseconds.Of(turn.Seek) / _periodNs));
    }

    /// <returns>True where the frame holds an image to hand on.</returns>
    private bool TryRead(FrameLease frame, CancellationToken stop, out FrameRead read)
    {
        long entered = _monitor.Time.GetTimestamp();
        Volatile.Write(ref _readingSince, entered);
        try
        {
            read = _source.Read(frame.Image, stop);
        }
        finally
        {
            Volatile.Write(ref _readingSince, NotReading);
        }

        _section += read.IsNewRound ? 1 : 0;
        _monitor.CountRead(read);
        if (read.Status != FrameReadStatus.Frame)
        {
            _lastBad = read.Status == FrameReadStatus.BadFrame ? read.Problem : _lastBad;
            return false;
        }

        if (read.FrameId == _last.FrameId + 1)
        {
            _periodNs = read.CaptureTimeNs - _last.CaptureTimeNs;
        }

        _last = read;
        _monitor.RecordStage(PipelineStage.Capture, entered, _monitor.Time.GetTimestamp());
        return true;
    }

    private void Stamp(FrameLease frame, in FrameRead read)
    {
        long captureTimestamp = _pacer.Release(read.CaptureTimeNs);
        frame.BadFramesBefore = _monitor.Drops[DropCause.Decode];
        frame.LastProblem = _lastBad;
        frame.Stamp = new FrameStamp(read.FrameId, read.CaptureTimeNs, captureTimestamp);
    }
}
