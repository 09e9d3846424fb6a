using System.Globalization;
using Sensors.Sources;

namespace Sensors.Cameras;

/// <summary>Where a live camera is found, as one text: a device index or <c>/dev/video0</c>, a URL, or a GStreamer pipeline.</summary>
/// <param name="Kind">What the text is.</param>
/// <param name="Text">The text itself.</param>
public readonly record struct CameraAddress(CameraAddressKind Kind, string Text)
{
    private const string DeviceFolder = "/dev/";
    private const char PipelineMark = '!';

    /// <summary>Recognises a text.</summary>
    /// <exception cref="DriveException">It is none of the three.</exception>
    public static CameraAddress Parse(string text)
    {
        string trimmed = text.Trim();
        if (int.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out _) || trimmed.StartsWith(DeviceFolder, StringComparison.Ordinal))
        {
            return new CameraAddress(CameraAddressKind.Device, trimmed);
        }

        if (trimmed.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(trimmed, UriKind.Absolute, out _))
        {
            return new CameraAddress(CameraAddressKind.Url, trimmed);
        }

        return trimmed.Contains(PipelineMark, StringComparison.Ordinal)
            ? new CameraAddress(CameraAddressKind.Pipeline, trimmed)
            : throw new DriveException(
                $"expected a camera as a device index, a /dev path, a URL (rtsp://, http://) or a GStreamer pipeline (with '{PipelineMark}'), found '{text}'");
    }

    /// <summary>The address without a password, for messages and logs.</summary>
    public override string ToString()
    {
        if (Kind != CameraAddressKind.Url || !Uri.TryCreate(Text, UriKind.Absolute, out Uri? uri) || uri.UserInfo.Length == 0)
        {
            return Text;
        }

        return Text.Replace(uri.UserInfo + "@", string.Empty, StringComparison.Ordinal);
    }
}
