using System.Net.Sockets;
using System.Net;
using System.Text;
using Perception.Tests.Shared;
using global::Sensors.Cameras;

namespace Perception.Tests.Sensors.Cameras;

/// <summary>A motion JPEG camera on loopback, which sends exactly what a test tells it to.</summary>
public sealed class MjpegServer : IDisposable
{
    private const string DefaultType = "multipart/x-mixed-replace; boundary=frame";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _client;

    public MjpegServer() => _listener.Start();

    public CameraAddress Address => CameraAddress.Parse($"http://127.0.0.1:{Port}/camera");

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static byte[] Jpeg(int number, int width = TestMedia.Width, int height = TestMedia.Height)
    {
        using TemporaryFolder folder = new();
        TestMedia.WriteImage(folder.At("image.jpg"), number, width, height);
        return File.ReadAllBytes(folder.At("image.jpg"));
    }

    /// <summary>Takes a connection and answers it; images follow by <see cref="SendAsync"/>.</summary>
    public async Task<string> AcceptAsync(CancellationToken cancellation, string contentType = DefaultType, string status = "200 OK")
    {
        _client?.Dispose();
        _client = await _listener.AcceptTcpClientAsync(cancellation);
        NetworkStream stream = _client.GetStream();
        byte[] buffer = new byte[4096];
        StringBuilder request = new();
        while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, cancellation);
            request.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        await WriteAsync($"HTTP/1.0 {status}\r\nContent-Type: {contentType}\r\n\r\n", cancellation);
        return request.ToString();
    }

    public async Task SendAsync(byte[] image, CancellationToken cancellation, bool withLength = true)
    {
        string length = withLength ? $"Content-Length: {image.Length}\r\n" : string.Empty;
        await WriteAsync($"--frame\r\nContent-Type: image/jpeg\r\n{length}\r\n", cancellation);
        await _client!.GetStream().WriteAsync(image, cancellation);
        await WriteAsync("\r\n", cancellation);
    }

    /// <summary>Sends images until it is enough, a minute at most; takes the client's next connection where it gave this one up meanwhile.</summary>
    public async Task SendUntilAsync(Func<bool> isEnough, CancellationToken cancellation)
    {
        byte[] image = Jpeg(1);
        long started = TimeProvider.System.GetTimestamp();
        while (!isEnough())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1), "what was expected did not come within a minute");
            try
            {
                await SendAsync(image, cancellation);
            }
            catch (IOException)
            {
                await AcceptAsync(cancellation).WaitAsync(TimeSpan.FromMinutes(1), cancellation);
            }
        }
    }

    public async Task WriteAsync(string text, CancellationToken cancellation) =>
        await _client!.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), cancellation);

    /// <summary>Waits until the client has closed its connection.</summary>
    public async Task WhenHungUpAsync(CancellationToken cancellation)
    {
        try
        {
            Assert.Equal(0, await _client!.GetStream().ReadAsync(new byte[1], cancellation));
        }
        catch (IOException)
        {
            // It was reset rather than ended.
        }
    }

    /// <summary>Ends the connection; the camera can be reached again.</summary>
    public void HangUp()
    {
        _client?.Dispose();
        _client = null;
    }

    /// <summary>The camera is gone: nobody listens on its port.</summary>
    public void GoAway()
    {
        HangUp();
        _listener.Stop();
    }

    public void Dispose()
    {
        GoAway();
        _listener.Dispose();
    }
}
