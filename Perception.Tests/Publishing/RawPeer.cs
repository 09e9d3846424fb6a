using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Perception.Tests.Publishing;

/// <summary>A peer of a ZeroMQ socket that sends whatever bytes it likes, by ZMTP 3.0 (https://rfc.zeromq.org/spec/23).</summary>
internal sealed class RawPeer : IDisposable
{
    private const int GreetingBytes = 64;
    private const byte LongMessage = 0x02;
    private const byte ShortCommand = 0x04;

    private readonly TcpClient _connection = new();

    private RawPeer()
    {
    }

    /// <summary>Connects, and exchanges greetings.</summary>
    public static async Task<RawPeer> GreetAsync(string endpoint, CancellationToken cancellation)
    {
        RawPeer peer = new();
        Uri address = new(endpoint);
        await peer._connection.ConnectAsync(address.Host, address.Port, cancellation);
        byte[] mechanism = Encoding.ASCII.GetBytes("NULL".PadRight(20, '\0'));
        byte[] greeting = [0xff, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x7f, 0x03, 0x00, .. mechanism];
        await peer.SendAsync([.. greeting, .. new byte[GreetingBytes - greeting.Length]], cancellation);
        await peer._connection.GetStream().ReadExactlyAsync(new byte[GreetingBytes], cancellation);
        return peer;
    }

    /// <summary>The same, and says that it is a subscriber.</summary>
    public static async Task<RawPeer> ConnectAsync(string endpoint, CancellationToken cancellation)
    {
        RawPeer peer = await GreetAsync(endpoint, cancellation);
        await peer.SendCommandAsync([.. "\u0005READY\u000bSocket-Type"u8, 0, 0, 0, 3, .. "SUB"u8], cancellation);
        byte[] header = new byte[2];
        await peer._connection.GetStream().ReadExactlyAsync(header, cancellation);
        await peer._connection.GetStream().ReadExactlyAsync(new byte[header[1]], cancellation);
        return peer;
    }

    public Task SendCommandAsync(byte[] body, CancellationToken cancellation) => SendAsync([ShortCommand, (byte)body.Length, .. body], cancellation);

    /// <summary>Sends the beginning of a message, of the size that it announces.</summary>
    public Task SendMessageHeadAsync(long announcedBytes, CancellationToken cancellation)
    {
        byte[] head = [LongMessage, .. new byte[sizeof(long)]];
        BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(1), announcedBytes);
        return SendAsync(head, cancellation);
    }

    public Task SendAsync(byte[] bytes, CancellationToken cancellation) => _connection.GetStream().WriteAsync(bytes, cancellation).AsTask();

    /// <summary>Waits until the other end closes the connection.</summary>
    public async Task WaitUntilClosedAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[1024];
        try
        {
            while (await _connection.GetStream().ReadAsync(buffer, cancellation) > 0)
            {
                // What the other end still sent.
            }
        }
        catch (IOException)
        {
            // Closed with bytes unread.
        }
    }

    public void Dispose() => _connection.Dispose();
}
