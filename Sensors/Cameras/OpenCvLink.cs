using System.Globalization;
using OpenCvSharp;
using Sensors.Sources;

namespace Sensors.Cameras;

/// <summary>A camera that OpenCV reads itself: a device through Video4Linux, or what this OpenCV build can do beyond it.</summary>
internal sealed class OpenCvLink : ICameraLink
{
    private readonly CameraAddress _address;
    private readonly LiveCameraOptions _options;
    private readonly VideoCapture _capture = new();

    public OpenCvLink(CameraAddress address, LiveCameraOptions options)
    {
        _address = address;
        _options = options;
    }

    /// <summary>Whether this OpenCV build reads GStreamer pipelines.</summary>
    public static bool ReadsPipelines { get; } = Cv2.GetBuildInformation()
        .Split('\n')
        .Any(line => line.Contains("GStreamer:", StringComparison.Ordinal) && line.Contains("YES", StringComparison.Ordinal));

    public void Open()
    {
        if (!OpenCapture())
        {
            throw new DriveException($"{_address}: expected a camera that OpenCV can open, found none (is it plugged in, and may this user read it?)");
        }

        if (_address.Kind == CameraAddressKind.Device)
        {
            AskFor(VideoCaptureProperties.FrameWidth, _options.ImageWidth);
            AskFor(VideoCaptureProperties.FrameHeight, _options.ImageHeight);
            AskFor(VideoCaptureProperties.Fps, _options.FrameRate);
        }
    }

    public string? Grab() => _capture.Grab() ? null : "that it delivers no more";

    public string? Retrieve(Mat image) => _capture.Retrieve(image) && !image.Empty() ? null : "an image that cannot be decoded";

    public void Interrupt()
    {
        // A grab in native code cannot be ended from outside; it returns by the driver's own limit.
    }

    public void Dispose() => _capture.Dispose();

    private bool OpenCapture()
    {
        if (_address.Kind == CameraAddressKind.Device)
        {
            return int.TryParse(_address.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? _capture.Open(index, VideoCaptureAPIs.V4L2)
                : _capture.Open(_address.Text, VideoCaptureAPIs.V4L2);
        }

        return _capture.Open(_address.Text, _address.Kind == CameraAddressKind.Pipeline ? VideoCaptureAPIs.GSTREAMER : VideoCaptureAPIs.FFMPEG);
    }

    private void AskFor(VideoCaptureProperties property, double? value)
    {
        // The driver may choose otherwise; a size that differs from the stated one shows with the first image.
        if (value is double asked)
        {
            _ = _capture.Set(property, asked);
        }
    }
}
