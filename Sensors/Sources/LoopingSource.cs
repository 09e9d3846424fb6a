using OpenCvSharp;
using Sensors.EgoMotion;

namespace Sensors.Sources;

/// <summary>Plays a recorded drive over and over; frame numbers and capture times go on increasing.</summary>
/// <remarks>
/// Between the last frame and the first of the next round lies the distance of the last two frames. A fault ends the loop as it
/// ends the drive. Owns the drive. One thread uses it.
/// </remarks>
public sealed class LoopingSource : IFrameSource
{
    private readonly IRecordedSource _drive;
    private readonly LoopClock _clock = new();
    private bool _isFirstRound = true;
    private long _firstFrame = -1;
    private long _firstTimeNs;
    private long _previousTimeNs;
    private long _lastTimeNs;
    private long _lastFrame;
    private long _frameOffset;
    private long _timeOffsetNs;

    /// <param name="drive">The drive, at its first frame; disposed with this source.</param>
    public LoopingSource(IRecordedSource drive)
    {
        _drive = drive;
        Description = drive.Description with
        {
            FrameCount = null,
            EgoMotion = drive.Description.EgoMotion?.Looped(_clock),
        };
    }

    /// <inheritdoc/>
    public SourceDescription Description { get; }

    /// <inheritdoc/>
    public long FramesPassed => _drive.FramesPassed;

    /// <inheritdoc/>
    public FrameRead Read(Mat image, CancellationToken cancellationToken)
    {
        FrameRead read = _drive.Read(image, cancellationToken);
        bool isNewRound = false;
        if (read.Status == FrameReadStatus.EndOfDrive)
        {
            if (!TryRewind(out string? problem))
            {
                return new FrameRead(FrameReadStatus.Fault, read.FrameId, read.CaptureTimeNs, problem);
            }

            read = _drive.Read(image, cancellationToken);
            isNewRound = true;
        }

        if (read.Status is FrameReadStatus.Frame or FrameReadStatus.BadFrame && _isFirstRound)
        {
            Note(read);
        }

        return read with { FrameId = read.FrameId + _frameOffset, CaptureTimeNs = read.CaptureTimeNs + _timeOffsetNs, IsNewRound = isNewRound };
    }

    public void Dispose() => _drive.Dispose();

    private void Note(FrameRead read)
    {
        if (_firstFrame < 0)
        {
            _firstFrame = read.FrameId;
            _firstTimeNs = read.CaptureTimeNs;
            _lastTimeNs = read.CaptureTimeNs;
        }

        _previousTimeNs = _lastTimeNs;
        _lastTimeNs = read.CaptureTimeNs;
        _lastFrame = read.FrameId;
    }

    private bool TryRewind(out string? problem)
    {
        long lengthNs = _lastTimeNs - _firstTimeNs + (_lastTimeNs - _previousTimeNs);
        if (lengthNs <= 0)
        {
            problem = $"{_drive.Description.Origin}: expected at least two frames to play in a loop, found fewer";
            return false;
        }

        try
        {
            _drive.Rewind();
        }
        catch (DriveException exception)
        {
            problem = exception.Message;
            return false;
        }

        _clock.Set(_firstTimeNs, lengthNs);
        _isFirstRound = false;
        _frameOffset += _lastFrame - _firstFrame + 1;
        _timeOffsetNs += lengthNs;
        problem = null;
        return true;
    }
}
