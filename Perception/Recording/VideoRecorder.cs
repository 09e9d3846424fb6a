using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;
using Sensors.Frames;

namespace Perception.Recording;

/// <summary>Writes the annotated drive as a video, one picture a message.</summary>
/// <remarks>
/// One thread writes. Disposed while that thread still does, it closes the video when the picture is written.
/// The frame rate is that of the drive between the first two pictures, whatever was dropped between them, divided by the interval of its delivery. A picture
/// that is not later than the first one, as after seeking back, takes the first one's place. A video of one picture plays at 1 Hz.
/// </remarks>
public sealed class VideoRecorder : IWorldSink
{
    private readonly string _path;
    private readonly UseGate _gate = new();
    private readonly Annotator _annotator = new();
    private readonly Mat _canvas = new();
    private readonly Mat _first = new();
    private VideoWriter? _writer;
    private readonly int _interval;
    private int _pictures;
    private (long FrameId, long CaptureTimeNs)? _firstFrame;

    /// <param name="path">The file.</param>
    /// <param name="interval">Every how manyeth frame of the drive is asked for.</param>
    public VideoRecorder(string path, int interval = 1)
    {
        _path = path;
        _interval = interval;
    }

    /// <summary>Why the video is not whole, as one sentence; null while it is. Settled by <see cref="Dispose"/>.</summary>
    public string? Fault { get; private set; }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public bool Write(WorldMessage message, Mat image)
    {
        if (!_gate.TryEnter())
        {
            return true;
        }

        try
        {
            WritePicture(message, image);
        }
        finally
        {
            if (_gate.Leave())
            {
                Close();
            }
        }

        return true;
    }

    /// <summary>Closes the video and counts what is in it: neither OpenCV nor its FFmpeg tells of a picture that could not be written.</summary>
    public void Dispose()
    {
        if (_gate.Close())
        {
            Close();
        }
    }

    private void WritePicture(WorldMessage message, Mat image)
    {
        image.CopyTo(_canvas);
        _annotator.Draw(message, _canvas);
        if (_writer is null)
        {
            long frames = message.FrameId - _firstFrame?.FrameId ?? 0;
            long nanoseconds = message.CaptureTimeNs - _firstFrame?.CaptureTimeNs ?? 0;
            if (frames <= 0 || nanoseconds <= 0)
            {
                _firstFrame = (message.FrameId, message.CaptureTimeNs);
                _canvas.CopyTo(_first);
                return;
            }

            Open(framesPerSecond: Nanoseconds.PerSecond * frames / _interval / nanoseconds);
        }

        Add(_canvas);
    }

    private void Close()
    {
        try
        {
            if (_writer is null && _firstFrame is not null)
            {
                Open(framesPerSecond: 1);
            }
        }
        catch (IOException failure)
        {
            Fault = failure.Message;
        }

        _writer?.Dispose();
        Fault ??= _pictures == 0 ? null : Missing();
        _annotator.Dispose();
        _canvas.Dispose();
        _first.Dispose();
    }

    private void Open(double framesPerSecond)
    {
        _writer = new VideoWriter(_path, FourCC.FromString("mp4v"), framesPerSecond, _first.Size());
        if (!_writer.IsOpened())
        {
            throw new IOException($"{_path}: expected a file that can be written and a name that ends as an MPEG-4 video's does (.mp4), found it not so");
        }

        Add(_first);
    }

    private void Add(Mat picture)
    {
        _writer!.Write(picture);
        _pictures++;
    }

    /// <summary>Compares what the closed file holds with what was written.</summary>
    private string? Missing()
    {
        using VideoCapture written = new(_path);
        int found = written.IsOpened() ? written.FrameCount : 0;
        return found == _pictures ? null : $"{_path}: expected a video of {_pictures} pictures, found {found}: its disk is full or failed";
    }
}
