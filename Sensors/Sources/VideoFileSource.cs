using System.Globalization;
using OpenCvSharp;
using Sensors.Frames;

namespace Sensors.Sources;

/// <summary>A video file, decoded by OpenCV's FFmpeg.</summary>
/// <remarks>
/// Capture times are the container's presentation times, 0 at its first frame, unless a drive gives others. Where the
/// container's do not increase, the time before plus one frame period is taken instead, and the first such frame says so.
/// A range's first frame is reached by decoding, so that it is exactly that frame in every container.
/// A picture that the decoder could conceal damage in is delivered like any other: OpenCV does not tell them apart.
/// One thread uses it. Steady state allocates no managed memory.
/// </remarks>
public sealed class VideoFileSource : RecordedSource
{
    private const double NanosecondsPerMillisecond = 1e6;
    // An estimated frame count may be off by what rounding its duration costs.
    private const double UncertainFrames = 2;

    private readonly string _path;
    private readonly FrameTimes? _times;
    private readonly bool _isCountStored;
    private readonly double _framesPerSecond;
    private readonly long? _driveFrames;
    private readonly VideoCapture _capture = new();
    private SourceDescription _description;
    private long _position;
    private long _lastTimeNs = long.MinValue;
    private bool _hasWarnedOfTimes;

    /// <param name="path">The video file.</param>
    /// <param name="range">Which of its frames to read.</param>
    /// <param name="times">The frames' capture times, or null for the container's.</param>
    /// <exception cref="DriveException">The file is missing, no video, or shorter than the range; or the times are for
    /// fewer frames than a video that stores its frame count holds.</exception>
    public VideoFileSource(string path, FrameRange range, FrameTimes? times = null)
        : base(range)
    {
        OpenCvLogging.Quiet();
        _path = path;
        _times = times;
        if (!File.Exists(path))
        {
            throw new DriveException($"{path}: expected a video file, found none");
        }

        try
        {
            Open();
            _isCountStored = VideoContainer.StoresFrameCount(path);
            _framesPerSecond = _capture.Fps;
            long counted = (long)_capture.Get(VideoCaptureProperties.FrameCount);
            _driveFrames = counted > 0 ? counted : null;
            range.CheckWithin(path, _driveFrames);
            _description = Describe();
        }
        catch
        {
            _capture.Dispose();
            throw;
        }
    }

    /// <summary>The container's frame rate; 0 where it states none.</summary>
    internal double FramesPerSecond => _framesPerSecond;

    /// <inheritdoc/>
    public override SourceDescription Description => _description;

    internal override void Describe(SourceDescription description) => _description = description;

    private protected override FrameRead ReadFrame(Mat image, long frameId, CancellationToken cancellationToken)
    {
        try
        {
            while (_position < frameId && _capture.Grab())
            {
                _position++;
                CountPassed();
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (_position < frameId || !_capture.Read(image) || image.Empty())
            {
                return End(frameId);
            }
        }
        catch (OpenCVException exception)
        {
            return Fault(frameId, $"{_path}: expected frame {frameId}, found that the decoder failed ({exception.Message})");
        }

        _position++;
        if (!TryTime(frameId, out long timeNs, out string? warning))
        {
            return Fault(frameId, $"{_path}: expected {_times!.Count} frames, as its timestamps say, found more");
        }

        _lastTimeNs = timeNs;
        return CheckSize(image, frameId, timeNs, warning);
    }

    private protected override void RewindMedia()
    {
        // Where an index says where frames lie, the decoder that is there begins again with the memory it has: one made anew
        // at each round of a loop moves resident memory up and down by megabytes. After a fault it is not trusted.
        if (HasFaulted || !_isCountStored || !_capture.Set(VideoCaptureProperties.PosFrames, 0))
        {
            _capture.Release();
            Open();
        }

        _position = 0;
        _lastTimeNs = long.MinValue;
    }

    private protected override string NameOf(long frameId) => $"{_path}: frame {frameId}";

    private protected override void Dispose(bool isDisposing) => _capture.Dispose();

    private void Open()
    {
        // Only FFmpeg: its other readers would take a file's name for a pattern of image names.
        if (!_capture.Open(Path.GetFullPath(_path), VideoCaptureAPIs.FFMPEG))
        {
            throw new DriveException($"{_path}: expected a video that FFmpeg can read, found {VideoContainer.DescribeUnreadable(_path)}");
        }
    }

    private SourceDescription Describe()
    {
        int width = _capture.FrameWidth;
        int height = _capture.FrameHeight;
        if (width <= 0 || height <= 0)
        {
            throw new DriveException($"{_path}: expected a video with a picture, found one of {width}x{height}");
        }

        if (_isCountStored && _times?.Count < _driveFrames)
        {
            throw new DriveException($"{_path}: expected timestamps for its {_driveFrames} frames, found {_times.Count}");
        }

        return new SourceDescription
        {
            Id = Path.GetFileNameWithoutExtension(_path),
            Kind = "video",
            Origin = _path,
            Width = width,
            Height = height,
            Clock = _times?.Clock ?? CaptureClock.Drive,
            FrameCount = CountIn(_driveFrames),
            MediaPath = _path,
            CalibrationAbsence = $"no calibration was given for the video {Path.GetFileName(_path)}",
        };
    }

    private bool TryTime(long frameId, out long timeNs, out string? warning)
    {
        warning = null;
        if (_times is not null)
        {
            return _times.TryAt(frameId, out timeNs);
        }

        double milliseconds = _capture.Get(VideoCaptureProperties.PosMsec);
        timeNs = double.IsFinite(milliseconds) ? (long)Math.Round(milliseconds * NanosecondsPerMillisecond) : long.MinValue;
        bool isFirst = _lastTimeNs == long.MinValue;
        if (timeNs > _lastTimeNs && timeNs >= 0)
        {
            return true;
        }

        long period = _framesPerSecond > 0 ? (long)Math.Round(Nanoseconds.PerSecond / _framesPerSecond) : 1;
        long found = timeNs;
        timeNs = isFirst ? frameId * period : _lastTimeNs + period;
        if (!_hasWarnedOfTimes)
        {
            _hasWarnedOfTimes = true;
            warning = string.Create(
                CultureInfo.InvariantCulture,
                $"{_path}: frame {frameId}: expected a presentation time after {_lastTimeNs} ns, found {found} ns; from here on such frames are placed one frame period ({period} ns) after the one before");
        }

        return true;
    }

    private FrameRead End(long frameId)
    {
        if (_times?.Count > _position)
        {
            return Fault(frameId, $"{_path}: expected {_times.Count} frames, as its timestamps say, found {_position}");
        }

        if (_driveFrames is long expected && _position < expected && (_isCountStored || !ReachesDuration(expected)))
        {
            return Fault(frameId, $"{_path}: expected {expected} frames, found {_position}: the video is cut off or damaged");
        }

        return new FrameRead(FrameReadStatus.EndOfDrive, frameId, Math.Max(_lastTimeNs, 0), null);
    }

    /// <summary>Whether the last frame lies where a video of so many frames ends, to within what the estimate is worth.</summary>
    private bool ReachesDuration(long expected) =>
        _framesPerSecond > 0 && _lastTimeNs >= (expected - 1 - UncertainFrames) * Nanoseconds.PerSecond / _framesPerSecond;

    private FrameRead Fault(long frameId, string problem) => new(FrameReadStatus.Fault, frameId, Math.Max(_lastTimeNs, 0), problem);
}
