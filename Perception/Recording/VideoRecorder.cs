using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;
using Sensors.Frames;

namespace Perception.Recording;

/// <summary>Writes the annotated drive as a video, one picture a message.</summary>
/// <remarks>One thread writes. Disposed while that thread still does, it closes the video when the picture is written. The frame rate is that of the first two messages' capture times; a video of one frame plays at 1 Hz.</remarks>
public sealed class VideoRecorder : IWorldSink
{
    private readonly string _path;
    private readonly UseGate _gate = new();
    private readonly Annotator _annotator = new();
    private readonly Mat _canvas = new();
    private readonly Mat _first = new();
    private VideoWriter? _writer;
    private long? _firstCaptureNs;

    public VideoRecorder(string path) => _path = path;

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
        if (_firstCaptureNs is not long first)
        {
            _firstCaptureNs = message.CaptureTimeNs;
            _canvas.CopyTo(_first);
            return;
        }

        if (_writer is null)
        {
            Open(framesPerSecond: Nanoseconds.PerSecond / (message.CaptureTimeNs - first));
        }

        _writer!.Write(_canvas);
    }

    private void Close()
    {
        if (_writer is null && _firstCaptureNs is not null)
        {
            Open(framesPerSecond: 1);
        }

        _writer?.Dispose();
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

        _writer.Write(_first);
    }
}
