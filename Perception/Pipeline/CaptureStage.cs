using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>Reads the source at the drive's pace and hands on what it reads; counts what cannot be read.</summary>
internal sealed class CaptureStage
{
    private readonly IFrameSource _source;
    private readonly FramePool _frames;
    private readonly Pacer _pacer;
    private readonly PipelineMonitor _monitor;

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
        try
        {
            while (!stop.IsCancellationRequested)
            {
                FrameLease frame = await _frames.RentAsync(CancellationToken.None).ConfigureAwait(false);
                bool goOn;
                try
                {
                    goOn = await ReadAsync(frame, stop).ConfigureAwait(false);
                }
                catch
                {
                    frame.Dispose();
                    throw;
                }

                if (goOn)
                {
                    await captured.WriteAsync(frame).ConfigureAwait(false);
                    continue;
                }

                frame.Dispose();
                if (_monitor.SourceEnded)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The stop ended a wait for the camera, or for a frame's time, and then that frame is counted.
        }
        finally
        {
            captured.Complete();
        }
    }

    /// <returns>True where the frame holds an image to hand on.</returns>
    private async ValueTask<bool> ReadAsync(FrameLease frame, CancellationToken stop)
    {
        long entered = _monitor.Time.GetTimestamp();
        FrameRead read = _source.Read(frame.Image, stop);
        _monitor.CountRead(read);
        if (read.Status != FrameReadStatus.Frame)
        {
            return false;
        }

        _monitor.RecordStage(PipelineStage.Capture, entered, _monitor.Time.GetTimestamp());
        long captureTimestamp;
        try
        {
            captureTimestamp = await _pacer.WaitAsync(read.CaptureTimeNs, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _monitor.CountDrop(DropCause.Shutdown, problem: null);
            throw;
        }

        frame.BadFramesBefore = _monitor.Drops[DropCause.Decode];
        frame.LastProblem = _monitor.LastProblem;
        frame.Stamp = new FrameStamp(read.FrameId, read.CaptureTimeNs, captureTimestamp);
        return true;
    }
}
