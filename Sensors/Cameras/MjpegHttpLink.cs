using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using OpenCvSharp;
using Sensors.Sources;

namespace Sensors.Cameras;

/// <summary>An IP camera that sends JPEG images over HTTP as <c>multipart/x-mixed-replace</c> (motion JPEG).</summary>
/// <remarks>Source: the multipart syntax of RFC 2046 section 5.1. A part's <c>Content-Length</c> is used where it is sent.</remarks>
internal sealed class MjpegHttpLink : ICameraLink
{
    private const string MediaType = "multipart/x-mixed-replace";
    private const int MaxHeaderLength = 16 * 1024;
    private const int MaxImageLength = 64 * 1024 * 1024;

    private readonly CameraAddress _address;
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _cancellation = new();
    private HttpResponseMessage? _response;
    private StreamBuffer? _stream;
    private byte[] _boundary = [];
    private int _imageLength;

    public MjpegHttpLink(CameraAddress address, TimeSpan openTimeout)
    {
        _address = address;

        // What still comes of a stream that is given up is not read to its end first.
        SocketsHttpHandler handler = new() { ConnectTimeout = openTimeout, ResponseDrainTimeout = TimeSpan.Zero };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Open()
    {
        Uri uri = new(_address.Text);
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        if (uri.UserInfo.Length > 0)
        {
            string user = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo)));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", user);
        }

        try
        {
            _response = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, _cancellation.Token);
        }
        catch (HttpRequestException failure)
        {
            throw new DriveException($"{_address}: expected a camera that answers, found none ({failure.Message})", failure);
        }

        // The token no longer ends a read of the stream; that the connection is closed does.
        _ = _cancellation.Token.Register(static response => ((HttpResponseMessage)response!).Dispose(), _response);
        if (!_response.IsSuccessStatusCode)
        {
            throw new DriveException($"{_address}: expected the camera to answer 200, found {(int)_response.StatusCode} {_response.ReasonPhrase}");
        }

        MediaTypeHeaderValue? type = _response.Content.Headers.ContentType;
        string? boundary = type?.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, "boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        if (!string.Equals(type?.MediaType, MediaType, StringComparison.OrdinalIgnoreCase) || string.IsNullOrEmpty(boundary))
        {
            throw new DriveException($"{_address}: expected motion JPEG ({MediaType} with a boundary), found {type?.ToString() ?? "no content type"}");
        }

        // Some cameras count the two dashes of the separator into the boundary they announce.
        _boundary = Encoding.ASCII.GetBytes(boundary.StartsWith("--", StringComparison.Ordinal) ? boundary : "--" + boundary);
        _stream = new StreamBuffer(_response.Content.ReadAsStream(_cancellation.Token));
    }

    public string? Grab()
    {
        StreamBuffer stream = _stream!;
        stream.Take(_imageLength);
        _imageLength = 0;
        int boundary = stream.Find(_boundary, MaxImageLength);
        if (boundary < 0)
        {
            return "that the stream ended";
        }

        stream.Take(boundary + _boundary.Length);
        int headerEnd = stream.Find("\r\n\r\n"u8, MaxHeaderLength);
        if (headerEnd < 0)
        {
            return "that the stream ended between two images";
        }

        int? length = ContentLength(stream.Window[..headerEnd]);
        stream.Take(headerEnd + 4);
        if (length is int stated)
        {
            _imageLength = stated;
            return stated <= MaxImageLength && stream.TryFill(stated) ? null : "that the stream ended within an image";
        }

        _imageLength = stream.Find(_boundary, MaxImageLength);
        return _imageLength >= 0 ? null : "that the stream ended within an image";
    }

    public string? Retrieve(Mat image) => ImageDecoder.Decode(_stream!.Window[.._imageLength], image);

    public void Interrupt() => _cancellation.Cancel();

    public void Dispose()
    {
        _response?.Dispose();
        _client.Dispose();
    }

    private static int? ContentLength(ReadOnlySpan<byte> headers)
    {
        ReadOnlySpan<byte> name = "content-length:"u8;
        while (!headers.IsEmpty)
        {
            int end = headers.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = end < 0 ? headers : headers[..end];
            if (line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return Utf8Parser.TryParse(line[name.Length..].Trim(" \t"u8), out int length, out _) && length >= 0 ? length : null;
            }

            headers = end < 0 ? [] : headers[(end + 2)..];
        }

        return null;
    }
}
