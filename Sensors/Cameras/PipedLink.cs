using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using OpenCvSharp;
using Sensors.Sources;

namespace Sensors.Cameras;

/// <summary>
/// A camera that a program of this machine reads and hands on as YUV4MPEG2 through a pipe: <c>ffmpeg</c> for network streams,
/// <c>gst-launch-1.0</c> for GStreamer pipelines. It stands in where OpenCV was built without them.
/// </summary>
/// <remarks>
/// Source of the format: mjpegtools' yuv4mpeg(5). Pixels are 4:2:0, BT.601, limited range, as OpenCV's I420 conversion
/// expects. The program is started by its arguments, without a shell, and ends with the link.
/// </remarks>
internal sealed class PipedLink : ICameraLink
{
    /// <summary>The program for network streams.</summary>
    public const string Ffmpeg = "ffmpeg";

    /// <summary>The program for GStreamer pipelines.</summary>
    public const string GStreamer = "gst-launch-1.0";

    private const int MaxHeaderLength = 4096;

    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(1);

    private readonly CameraAddress _address;
    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;
    private readonly Lock _lock = new();
    private Process? _process;
    private StreamBuffer? _stream;
    private volatile string? _lastError;
    private bool _isInterrupted;
    private int _width;
    private int _height;
    private int _frameLength;

    public PipedLink(CameraAddress address, string program, IReadOnlyList<string> arguments)
    {
        _address = address;
        _program = program;
        _arguments = arguments;
    }

    /// <summary>A network stream through <c>ffmpeg</c>.</summary>
    public static PipedLink ForUrl(CameraAddress address)
    {
        // Without buffering, images that come while ffmpeg still learns the format are left out, which keeps the delay short.
        List<string> arguments = ["-nostdin", "-hide_banner", "-loglevel", "error", "-fflags", "nobuffer", "-flags", "low_delay"];
        if (address.Text.StartsWith("rtsp", StringComparison.OrdinalIgnoreCase))
        {
            arguments.AddRange(["-rtsp_transport", "tcp"]);
        }

        // -vsync rather than -fps_mode, which ffmpeg before 5.1 does not know: no image is doubled or left out for an even rate.
        arguments.AddRange(["-i", address.Text, "-an", "-vf", "scale=out_color_matrix=bt601:out_range=tv", "-vsync", "passthrough"]);
        arguments.AddRange(["-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "pipe:1"]);
        return new PipedLink(address, Ffmpeg, arguments);
    }

    /// <summary>A GStreamer pipeline through <c>gst-launch-1.0</c>; a closing <c>appsink</c>, which OpenCV asks for, is replaced.</summary>
    public static PipedLink ForPipeline(CameraAddress address)
    {
        string[] elements = address.Text.Split('!', StringSplitOptions.TrimEntries);
        IEnumerable<string> kept = elements[^1].StartsWith("appsink", StringComparison.Ordinal) ? elements[..^1] : elements;
        List<string> arguments = ["--quiet"];
        foreach (string element in kept)
        {
            arguments.AddRange(element.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            arguments.Add("!");
        }

        arguments.AddRange(["videoconvert", "!", "video/x-raw,format=I420,colorimetry=bt601", "!", "y4menc", "!", "fdsink", "fd=1"]);
        return new PipedLink(address, GStreamer, arguments);
    }

    public void Open()
    {
        ProcessStartInfo start = new(_program, _arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isInterrupted, this);
                _process = Process.Start(start);
            }
        }
        catch (Win32Exception exception)
        {
            throw new DriveException(
                $"{_address}: this OpenCV build cannot read it, and the program {_program}, which could, was not found (apt install {PackageOf(_program)})",
                exception);
        }

        _process!.ErrorDataReceived += (_, line) => _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data.Trim();
        _process.BeginErrorReadLine();
        _stream = new StreamBuffer(_process.StandardOutput.BaseStream);
        ReadHeader(_stream);
    }

    public string? Grab()
    {
        StreamBuffer stream = _stream!;
        stream.Take(_frameLength);
        _frameLength = 0;
        int line = stream.Find("\n"u8, MaxHeaderLength);
        if (line < 0 || !stream.Window.StartsWith("FRAME"u8))
        {
            return $"that {_program} ended{Reason()}";
        }

        stream.Take(line + 1);
        _frameLength = _width * _height * 3 / 2;
        return stream.TryFill(_frameLength) ? null : $"that {_program} ended within an image{Reason()}";
    }

    public unsafe string? Retrieve(Mat image)
    {
        fixed (byte* pixels = _stream!.Window)
        {
            using Mat planes = Mat.FromPixelData(_height * 3 / 2, _width, MatType.CV_8UC1, (nint)pixels);
            Cv2.CvtColor(planes, image, ColorConversionCodes.YUV2BGR_I420);
        }

        return null;
    }

    public void Interrupt()
    {
        lock (_lock)
        {
            _isInterrupted = true;
            if (_process is { HasExited: false })
            {
                _process.Kill();
            }
        }
    }

    public void Dispose()
    {
        Interrupt();
        Process? process;
        lock (_lock)
        {
            process = _process;
            _process = null;
        }

        process?.WaitForExit();
        process?.Dispose();
    }

    private static string PackageOf(string program) =>
        program == Ffmpeg ? program : "gstreamer1.0-tools gstreamer1.0-plugins-good";

    private void ReadHeader(StreamBuffer stream)
    {
        int end = stream.Find("\n"u8, MaxHeaderLength);
        if (end < 0 || !stream.Window.StartsWith("YUV4MPEG2 "u8))
        {
            throw new DriveException($"{_address}: expected a stream that {_program} can read, found none{Reason()}");
        }

        ReadOnlySpan<byte> header = stream.Window[..end];
        _width = Number(header, (byte)'W');
        _height = Number(header, (byte)'H');
        stream.Take(end + 1);
        if (_width <= 0 || _height <= 0 || _width % 2 != 0 || _height % 2 != 0)
        {
            throw new DriveException($"{_address}: expected images of even width and height, found {_width}x{_height}");
        }
    }

    private static int Number(ReadOnlySpan<byte> header, byte name)
    {
        foreach (System.Range word in header.Split((byte)' '))
        {
            ReadOnlySpan<byte> text = header[word];
            if (text.Length > 1 && text[0] == name && Utf8Parser.TryParse(text[1..], out int value, out _))
            {
                return value;
            }
        }

        return 0;
    }

    private string Reason()
    {
        // Standard error is read on another thread; the program's exit completes it.
        bool hasExited = _process?.WaitForExit(ExitPatience) ?? false;
        if (hasExited)
        {
            _process!.WaitForExit();
        }

        // The program repeats the address, or a part of it, with its password.
        return _lastError is string error ? $" ({CameraAddress.WithoutPasswords(error)})" : string.Empty;
    }
}
