using OpenCvSharp;

namespace Sensors.Cameras;

/// <summary>
/// Opens and grabs from one camera link on a thread of its own, so that a camera that hangs can be given up.
/// </summary>
/// <remarks>
/// The owner asks for one image at a time and waits elsewhere for <c>wake</c>; <see cref="IsAnswered"/> then says that the
/// answer is there. A reader that was abandoned ends, and frees its link, once the camera lets go of its thread.
/// </remarks>
internal sealed class CameraReader
{
    private readonly ICameraLink _link;
    private readonly UtcCaptureClock _clock;
    private readonly ManualResetEventSlim _wake;
    private readonly object _gate = new();
    private readonly Thread _thread;
    private bool _isAsked;
    private volatile bool _isAnswered;
    private volatile bool _isAbandoned;
    private volatile bool _isReadingOn;

    /// <param name="link">The link, not yet open; owned from here on.</param>
    /// <param name="clock">Stamps the images.</param>
    /// <param name="wake">Set with every answer; the owner's.</param>
    /// <param name="name">The camera's name, for the thread.</param>
    public CameraReader(ICameraLink link, UtcCaptureClock clock, ManualResetEventSlim wake, string name)
    {
        _link = link;
        _clock = clock;
        _wake = wake;
        _thread = new Thread(Run) { IsBackground = true, Name = $"camera {name}" };
        _thread.Start();
    }

    /// <summary>Whether what was asked for last (opening, at first) has been answered.</summary>
    public bool IsAnswered => _isAnswered;

    /// <summary>The answer: null for success, else what was found instead.</summary>
    public string? Problem { get; private set; }

    /// <summary>When the image came, UTC nanoseconds.</summary>
    public long CaptureTimeNs { get; private set; }

    /// <summary>Asks for the next image.</summary>
    public void Ask()
    {
        lock (_gate)
        {
            if (_isReadingOn)
            {
                // It is on its way to the next image; where the camera was lost meanwhile, that is the answer, and is there.
                _isReadingOn = false;
                return;
            }

            _isAnswered = false;
            _isAsked = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Takes images and leaves them out until one is asked for: what the driver and the network keep for a reader that waits is old when it is read.
    /// </summary>
    public void ReadOn()
    {
        lock (_gate)
        {
            Ask();
            _isReadingOn = true;
        }
    }

    /// <inheritdoc cref="ICameraLink.Retrieve"/>
    public string? Retrieve(Mat image)
    {
        try
        {
            return _link.Retrieve(image);
        }
        catch (Exception exception)
        {
            return $"one that the decoder refuses ({exception.Message})";
        }
    }

    /// <summary>Gives the camera up, without waiting for its thread.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            Monitor.Pulse(_gate);
        }

        _link.Interrupt();
    }

    /// <summary>Waits for the thread of an abandoned reader.</summary>
    /// <returns>False where the camera still holds it.</returns>
    public bool TryJoin(TimeSpan limit) => _thread.Join(limit);

    private void Run()
    {
        string? problem = Guard(_link.Open);
        Func<string?> grab = _link.Grab;
        while (true)
        {
            Answer(problem);
            if (problem is not null)
            {
                break;
            }

            if (!TryAwaitRequest())
            {
                break;
            }

            do
            {
                problem = Guard(grab);
                CaptureTimeNs = problem is null ? _clock.Next() : 0;
            }
            while (problem is null && _isReadingOn && !_isAbandoned);
        }

        // Nobody waits for a camera that is gone to tell of its end.
        _ = Guard(_link.Dispose);
    }

    private bool TryAwaitRequest()
    {
        lock (_gate)
        {
            while (!_isAsked && !_isAbandoned)
            {
                Monitor.Wait(_gate);
            }

            _isAsked = false;
            return !_isAbandoned;
        }
    }

    private void Answer(string? problem)
    {
        if (_isAbandoned)
        {
            return;
        }

        Problem = problem;
        _isAnswered = true;
        _wake.Set();
    }

    private static string? Guard(Action step) => Guard(() =>
    {
        step();
        return null;
    });

    /// <summary>Whatever a link throws is the camera's fault: here nobody else would catch it, and it would end the process.</summary>
    private static string? Guard(Func<string?> step)
    {
        try
        {
            return step();
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }
}
