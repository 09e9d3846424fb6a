using System.Net;
using System.Net.Sockets;

namespace Perception.Tests.Client;

/// <summary>Carries TCP connections to a publisher; once broken, those that it has stay open and carry nothing, as where a machine lost its power.</summary>
internal sealed class BreakableLink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _publisherPort;
    private byte[]? _answer;
    private CancellationTokenSource _break = new();

    /// <param name="endpoint">The publisher's.</param>
    /// <param name="answer">What another program on its port sends to the first connection, in place of the publisher.</param>
    public BreakableLink(string endpoint, byte[]? answer = null)
    {
        _answer = answer;
        _publisherPort = new Uri(endpoint).Port;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Endpoint => $"tcp://{_listener.LocalEndpoint}";

    /// <summary>Breaks the connections that are there; later ones are carried.</summary>
    public void Break()
    {
        using CancellationTokenSource present = Interlocked.Exchange(ref _break, new CancellationTokenSource());
        present.Cancel();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _break.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient near = await _listener.AcceptTcpClientAsync();
                if (Interlocked.Exchange(ref _answer, null) is { } answer)
                {
                    await near.GetStream().WriteAsync(answer, CancellationToken.None);
                    continue;
                }

                TcpClient far = new();
                await far.ConnectAsync(IPAddress.Loopback, _publisherPort);
                CancellationToken broken = _break.Token;
                _ = CarryAsync(near, far, broken);
                _ = CarryAsync(far, near, broken);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task CarryAsync(TcpClient from, TcpClient to, CancellationToken broken)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int bytes; (bytes = await from.GetStream().ReadAsync(buffer, CancellationToken.None)) > 0;)
            {
                if (!broken.IsCancellationRequested)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, bytes), CancellationToken.None);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One end is closed, and so is the other below.
        }

        from.Dispose();
        to.Dispose();
    }
}
