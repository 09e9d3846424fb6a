using System.Globalization;
using OpenCvSharp;
using Sensors.Calibration;
using Sensors.Sources;

namespace Sensors.Cameras;

/// <summary>A live camera. It is read as fast as it is asked; one that fails is opened again, with growing pauses, for ever.</summary>
/// <remarks>
/// Capture times are UTC at the arrival of the image (the camera's own exposure time is not known), neither jumping nor going back (<see cref="UtcCaptureClock"/>).
/// The image that opening waits for shows what the camera sends, and is not given: images are left out until the first <see cref="Read"/>, which gives a new one.
/// While the camera is away, each <see cref="Read"/> is one attempt: it pauses, tries, and says so.
/// One thread uses it. Steady state allocates no managed memory for devices and motion JPEG.
/// </remarks>
public sealed class LiveCameraSource : IFrameSource
{
    // How long to wait for the thread of a reader that was given up; a driver may hold it for ever.
    private static readonly TimeSpan LettingGoPatience = TimeSpan.FromSeconds(1);

    private readonly LiveCameraOptions _options;
    private readonly CameraAddress _address;
    private readonly UtcCaptureClock _clock;
    private readonly ManualResetEventSlim _wake = new();
    private readonly ITimer _timer;
    private readonly Func<ICameraLink> _makeLink;
    private CameraReader? _reader;
    private CameraReader? _abandoned;
    private TimeSpan _retryDelay;
    private long _nextFrame;

    private LiveCameraSource(LiveCameraOptions options, UtcCaptureClock clock, Func<ICameraLink>? makeLink)
    {
        _options = options;
        _makeLink = makeLink ?? MakeLink;
        _address = options.Address;
        _clock = clock;
        _timer = clock.Time.CreateTimer(_ => _wake.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _retryDelay = options.FirstRetryDelay;
        Description = new SourceDescription
        {
            Id = options.Id,
            Kind = "camera",
            Origin = _address.ToString(),
            Width = options.ImageWidth ?? 0,
            Height = options.ImageHeight ?? 0,
            Clock = CaptureClock.Utc,
            IsLive = true,
            Warnings = PipeProgram() is string program
                ? [$"{_address}: read through the program {program}, because this OpenCV build cannot read it"]
                : [],
        };
    }

    /// <inheritdoc/>
    public SourceDescription Description { get; private set; }

    /// <summary>Opens a camera and waits for its first image.</summary>
    /// <param name="options">Which camera; validated here.</param>
    /// <param name="clock">Stamps the images, and times the waits; all cameras' of the process.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DriveException">An option is out of range; or the camera is not there, and its image size is not stated.</exception>
    /// <exception cref="CalibrationException">The calibration cannot be used, or is for another image size.</exception>
    public static LiveCameraSource Open(LiveCameraOptions options, UtcCaptureClock clock, CancellationToken cancellationToken) =>
        Open(options, clock, makeLink: null, cancellationToken);

    /// <summary>The same with what makes each connection; null makes those that the address asks for.</summary>
    internal static LiveCameraSource Open(LiveCameraOptions options, UtcCaptureClock clock, Func<ICameraLink>? makeLink, CancellationToken cancellationToken)
    {
        options.Validate();
        OpenCvLogging.Quiet();
        LiveCameraSource source = new(options, clock, makeLink);
        try
        {
            source.OpenFirst(cancellationToken);
            source.Calibrate();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public FrameRead Read(Mat image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_reader is null)
        {
            Pause(_retryDelay, cancellationToken);
            return TryConnect(cancellationToken) is string problem ? Interrupted(problem) : Next(image, cancellationToken);
        }

        return Next(image, cancellationToken);
    }

    public void Dispose()
    {
        Abandon();
        _ = _abandoned?.TryJoin(LettingGoPatience);
        _timer.Dispose();
    }

    private bool IsHttp() =>
        _address.Kind == CameraAddressKind.Url && new Uri(_address.Text).Scheme is string scheme && (scheme == Uri.UriSchemeHttp || scheme == Uri.UriSchemeHttps);

    /// <summary>The program that reads this address in OpenCV's stead, or null.</summary>
    private string? PipeProgram() => _address.Kind switch
    {
        CameraAddressKind.Url when !IsHttp() => PipedLink.Ffmpeg,
        CameraAddressKind.Pipeline when !OpenCvLink.ReadsPipelines => PipedLink.GStreamer,
        _ => null,
    };

    private ICameraLink MakeLink() => PipeProgram() switch
    {
        PipedLink.Ffmpeg => PipedLink.ForUrl(_address),
        PipedLink.GStreamer => PipedLink.ForPipeline(_address),
        _ when IsHttp() => new MjpegHttpLink(_address, _options.OpenTimeout),
        _ => new OpenCvLink(_address, _options),
    };

    private void OpenFirst(CancellationToken cancellationToken)
    {
        string? problem = TryConnect(cancellationToken);
        if (problem is null)
        {
            using Mat image = new();
            FrameRead read = Next(image, cancellationToken);
            _nextFrame = 0;
            if (read.Status == FrameReadStatus.Frame)
            {
                _reader!.ReadOn();
                return;
            }

            problem = read.Problem;
            Abandon();
        }

        if (_options.ImageWidth is null)
        {
            throw new DriveException($"camera {_options.Id}: {problem}");
        }
    }

    private void Calibrate()
    {
        CameraCalibration? calibration = _options.CalibrationPath is string path
            ? CalibrationFile.Load(path, Description.Width, Description.Height)
            : null;
        Description = Description with
        {
            Calibration = calibration,
            CalibrationAbsence = calibration is null ? $"no calibration was given for the camera {_options.Id}" : null,
        };
    }

    /// <summary>Starts a reader and waits until it has opened the camera. There is never a second one beside one that a driver still holds.</summary>
    private string? TryConnect(CancellationToken cancellationToken)
    {
        if (_abandoned is not null && !_abandoned.TryJoin(LettingGoPatience))
        {
            return $"{_address}: expected the camera's driver to let go of it, found that it still holds it";
        }

        _abandoned = null;
        _reader = new CameraReader(_makeLink(), _clock, _wake, _options.Id);
        string? problem = Await(_reader, _options.OpenTimeout, cancellationToken)
            ? _reader.Problem
            : string.Create(CultureInfo.InvariantCulture, $"{_address}: expected to be opened within {_options.OpenTimeout.TotalSeconds} s, found that it was not");
        if (problem is not null)
        {
            Abandon();
        }

        return problem;
    }

    private FrameRead Next(Mat image, CancellationToken cancellationToken)
    {
        CameraReader reader = _reader!;
        reader.Ask();
        if (!Await(reader, _options.ReadTimeout, cancellationToken))
        {
            Abandon();
            return Interrupted(string.Create(
                CultureInfo.InvariantCulture,
                $"{_address}: expected an image within {_options.ReadTimeout.TotalSeconds} s, found none"));
        }

        if (reader.Problem is string lost)
        {
            Abandon();
            return Interrupted($"{_address}: expected an image, found {lost}");
        }

        string? found = reader.Retrieve(image);
        if (found is null && Description.Width == 0)
        {
            Description = Description with { Width = image.Width, Height = image.Height };
        }

        if (found is null && (image.Width != Description.Width || image.Height != Description.Height))
        {
            found = $"one of {image.Width}x{image.Height} instead of {Description.Width}x{Description.Height}";
        }

        long frameId = _nextFrame++;
        if (found is not null)
        {
            return new FrameRead(FrameReadStatus.BadFrame, frameId, reader.CaptureTimeNs, $"{_address}: expected an image, found {found}");
        }

        _retryDelay = _options.FirstRetryDelay;
        return new FrameRead(FrameReadStatus.Frame, frameId, reader.CaptureTimeNs, null);
    }

    private FrameRead Interrupted(string problem) => new(FrameReadStatus.Interrupted, _nextFrame, _clock.Now, problem);

    private void Abandon()
    {
        if (_reader is not null)
        {
            _reader.Abandon();
            _abandoned = _reader;
            _reader = null;
        }
    }

    /// <summary>Waits before the next attempt; the pause doubles from attempt to attempt, until an image comes.</summary>
    private void Pause(TimeSpan delay, CancellationToken cancellationToken)
    {
        _ = Await(null, delay, cancellationToken);
        _retryDelay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, _options.MaxRetryDelay.Ticks));
    }

    /// <summary>Waits for a reader's answer, or only for the time to pass.</summary>
    /// <returns>False where the time passed first.</returns>
    private bool Await(CameraReader? reader, TimeSpan limit, CancellationToken cancellationToken)
    {
        long start = _clock.Time.GetTimestamp();
        while (true)
        {
            _wake.Reset();
            if (reader is { IsAnswered: true })
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return true;
            }

            TimeSpan left = limit - _clock.Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            _timer.Change(left, Timeout.InfiniteTimeSpan);
            _wake.Wait(cancellationToken);
        }
    }
}
