using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perception.Tests.Inference;

/// <summary>A real HTTP server on this machine that serves one file, with ranges, and may break off on the way.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _content;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;
    private int _breakAfter = int.MaxValue;
    private int? _stallAfter;

    public FileServer(byte[] content)
    {
        _content = content;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/network.onnx";

    /// <summary>The Range header of each request, or an empty text.</summary>
    public List<string> Ranges { get; } = [];

    /// <summary>The next answer ends after so many bytes, although it announced all.</summary>
    public void BreakOnce(int bytes) => _breakAfter = bytes;

    /// <summary>The next answer stands still after so many bytes of the file, or before all else, until the client goes.</summary>
    /// <param name="bytes">Null for not even a status.</param>
    public void StallOnce(int? bytes) => _stallAfter = bytes ?? -1;

    /// <summary>Ends when an answer stands still.</summary>
    public Task Stalled => _stalled.Task;

    public async ValueTask DisposeAsync()
    {
        // An answer may still be under way: only then is the listener asked for another client, and must not be gone.
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
            catch (IOException)
            {
                // The client is gone.
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        string range = "";
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            range = line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase) ? line["Range: ".Length..] : range;
        }

        Ranges.Add(range);
        int? stallAfter = _stallAfter;
        _stallAfter = null;
        if (stallAfter < 0)
        {
            await StandStillAsync(stream);
            return;
        }

        int start = range.Length > 0 ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        string status = start >= _content.Length ? "416 Range Not Satisfiable" : range.Length > 0 ? "206 Partial Content" : "200 OK";
        byte[] body = start >= _content.Length ? [] : _content[start..];
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body.AsMemory(0, Math.Min(body.Length, stallAfter ?? _breakAfter)));
        _breakAfter = int.MaxValue;
        if (stallAfter is not null)
        {
            await StandStillAsync(stream);
        }
    }

    private async Task StandStillAsync(NetworkStream stream)
    {
        _stalled.SetResult();
        await stream.ReadExactlyAsync(new byte[1], _stop.Token);
    }
}
