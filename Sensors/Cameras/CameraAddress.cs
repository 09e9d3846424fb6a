using System.Globalization;
using System.Text.RegularExpressions;
using Sensors.Sources;

namespace Sensors.Cameras;

/// <summary>Where a live camera is found, as one text: a device index or <c>/dev/video0</c>, a URL, or a GStreamer pipeline.</summary>
/// <param name="Kind">What the text is.</param>
/// <param name="Text">The text itself.</param>
public readonly partial record struct CameraAddress(CameraAddressKind Kind, string Text)
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
                $"expected a camera as a device index, a /dev path, a URL (rtsp://, http://) or a GStreamer pipeline (with '{PipelineMark}'), found '{WithoutAnyUser(text)}'");
    }

    /// <summary>A text without the users and passwords of the URLs in it, and without the passwords that a pipeline's elements are given.</summary>
    public static string WithoutPasswords(string text) => Passwords().Replace(text, string.Empty);

    /// <summary>The address without a password, for messages and logs.</summary>
    public override string ToString() => WithoutPasswords(Text);

    /// <summary>A text that is no address: where its password ends, only the last @ can say.</summary>
    private static string WithoutAnyUser(string text) => text.LastIndexOf('@') is var at and >= 0 ? "…" + text[at..] : text;

    // As ffmpeg reads a URL: the last @ before the path ends the user. A whole URL may hold a space there, one in a pipeline ends with it.
    // GStreamer's elements name their passwords user-pw and proxy-pw.
    [GeneratedRegex(@"(?<=^\s*[\w+.-]+://)[^/?#]*@|(?<=://)[^/?#\s]*@|(?<=-pw\s*=\s*)(?:""[^""]*""|'[^']*'|\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Passwords();
}
