using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>Reads the source at the drive's pace and hands on what it reads; counts what cannot be read.</summary>
internal sealed class CaptureStage : IDisposable
{
    private readonly IFrameSource _source;
    private readonly FramePool _frames;
    private readonly Pacer _pacer;
    private readonly PipelineMonitor _monitor;

    /// <param name="source">Read by this stage alone.</param>
    /// <param name="frames">Where the images are rented.</param>
    /// <param name="pacer">This stage's own from now on.</param>
    /// <param name="monitor">Counts the frames.</param>
    public CaptureStage(IFrameSource source, FramePool frames, Pacer pacer, PipelineMonitor monitor)
    {
        _source = source;
        _frames = frames;
        _pacer = pacer;
        _monitor = monitor;
    }

    /// <summary>Reads until the drive ends, the source fails or a stop is asked for; then completes the link.</summary>
    public async Task RunAsync(Link<FrameLease> captured, CancellationToken stop)
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

                if (TryRead(frame!, stop, out FrameRead read))
                {
                    if (!await _pacer.SleepAsync(read.CaptureTimeNs).ConfigureAwait(false))
                    {
                        _monitor.CountDrop(DropCause.Shutdown, problem: null);
                        return;
                    }

                    Stamp(frame!, read);
                    FrameLease taken = frame!;
                    frame = null;
                    await captured.WriteAsync(taken).ConfigureAwait(false);
                    continue;
                }

                frame!.Dispose();
                frame = null;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The stop ended a wait for the camera.
        }
        finally
        {
            frame?.Dispose();
            captured.Complete();
        }
    }

    public void Dispose() => _pacer.Dispose();

    /// <returns>True where the frame holds an image to hand on.</returns>
    private bool TryRead(FrameLease frame, CancellationToken stop, out FrameRead read)
    {
        long entered = _monitor.Time.GetTimestamp();
        read = _source.Read(frame.Image, stop);
        _monitor.CountRead(read);
        if (read.Status != FrameReadStatus.Frame)
        {
            return false;
        }

        _monitor.RecordStage(PipelineStage.Capture, entered, _monitor.Time.GetTimestamp());
        return true;
    }

    private void Stamp(FrameLease frame, in FrameRead read)
    {
        long captureTimestamp = _pacer.Release(read.CaptureTimeNs);
        frame.BadFramesBefore = _monitor.Drops[DropCause.Decode];
        frame.LastProblem = _monitor.LastProblem;
        frame.Stamp = new FrameStamp(read.FrameId, read.CaptureTimeNs, captureTimestamp);
    }
}
