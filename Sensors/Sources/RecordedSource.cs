using OpenCvSharp;
using Sensors.Frames;

namespace Sensors.Sources;

/// <summary>What every recorded source shares: a range of numbered frames, read in order, that can be rewound.</summary>
/// <remarks>A source that is disposed while a read stands still (on a network drive, say) is freed when that read returns.</remarks>
public abstract class RecordedSource : IRecordedSource
{
    private readonly FrameRange _range;
    private readonly UseGate _gate = new();
    private long _next;
    private long _framesPassed;
    private FrameRead? _fault;

    private protected RecordedSource(FrameRange range)
    {
        _range = range;
        _next = range.First;
    }

    /// <inheritdoc/>
    public abstract SourceDescription Description { get; }

    /// <inheritdoc/>
    public long FramesPassed => Volatile.Read(ref _framesPassed);

    /// <summary>The same source with more known of it (calibration, ego motion, …), which only its opener finds out.</summary>
    internal abstract void Describe(SourceDescription description);

    /// <inheritdoc/>
    public FrameRead Read(Mat image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(!_gate.TryEnter(), this);
        try
        {
            return ReadNext(image, cancellationToken);
        }
        finally
        {
            if (_gate.Leave())
            {
                Dispose(isDisposing: true);
            }
        }
    }

    private FrameRead ReadNext(Mat image, CancellationToken cancellationToken)
    {
        if (_fault is FrameRead fault)
        {
            return fault;
        }

        if (_next >= _range.End)
        {
            return new FrameRead(FrameReadStatus.EndOfDrive, _next, 0, null);
        }

        FrameRead read = ReadFrame(image, _next, cancellationToken);
        switch (read.Status)
        {
            case FrameReadStatus.Frame:
            case FrameReadStatus.BadFrame:
                _next++;
                break;
            case FrameReadStatus.Fault:
                _fault = read;
                break;
        }

        return read;
    }

    /// <inheritdoc/>
    public void Rewind() => Seek(_range.First, isRewound: true);

    /// <inheritdoc/>
    public void Seek(long frameId) => Seek(frameId, isRewound: false);

    public void Dispose()
    {
        if (_gate.Close())
        {
            Dispose(isDisposing: true);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the last read ended in a fault, which stays until the source is rewound.</summary>
    private protected bool HasFaulted => _fault is not null;

    private protected void CountPassed() => Volatile.Write(ref _framesPassed, _framesPassed + 1);

    /// <summary>How many frames the range holds of a drive with so many.</summary>
    private protected long? CountIn(long? driveFrames) =>
        driveFrames is long count ? (_range.End ?? count) - _range.First : _range.End - _range.First;

    private protected abstract FrameRead ReadFrame(Mat image, long frameId, CancellationToken cancellationToken);

    private protected abstract void RewindMedia();

    /// <summary>A frame's name in a sentence; made only when one is needed.</summary>
    private protected abstract string NameOf(long frameId);

    private protected abstract void Dispose(bool isDisposing);

    /// <summary>The frame, unless its size is not the one that the source promised.</summary>
    private protected FrameRead CheckSize(Mat image, long frameId, long timeNs, string? warning)
    {
        SourceDescription description = Description;
        if (image.Width == description.Width && image.Height == description.Height)
        {
            return new FrameRead(FrameReadStatus.Frame, frameId, timeNs, warning);
        }

        return new FrameRead(
            FrameReadStatus.BadFrame,
            frameId,
            timeNs,
            $"{NameOf(frameId)}: expected an image of {description.Width}x{description.Height}, found {image.Width}x{image.Height}");
    }

    private void Seek(long frameId, bool isRewound)
    {
        ObjectDisposedException.ThrowIf(!_gate.TryEnter(), this);
        try
        {
            Move(frameId, isRewound);
        }
        finally
        {
            if (_gate.Leave())
            {
                Dispose(isDisposing: true);
            }
        }
    }

    private void Move(long frameId, bool isRewound)
    {
        long target = Math.Max(frameId, _range.First);
        if ((_range.End ?? (Description.FrameCount + _range.First)) is long end)
        {
            target = Math.Min(target, end);
        }

        if (isRewound || target < _next)
        {
            RewindMedia();
        }

        _next = target;
        _fault = null;
    }
}
