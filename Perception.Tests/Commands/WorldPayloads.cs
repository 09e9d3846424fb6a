using System.Text;
using MessagePack;
using NetMQ;
using NetMQ.Sockets;
using Perception.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>The <c>world</c> payloads of a replay as they come out of its socket.</summary>
internal static class WorldPayloads
{
    private static readonly int[] ClockKeys = [6, 7, 8];

    /// <summary>Replays to the end.</summary>
    /// <param name="count">How many come.</param>
    /// <param name="arguments">What is replayed, and how.</param>
    public static async Task<List<byte[]>> ReceiveAsync(int count, params string[] arguments)
    {
        string endpoint = ServiceEndpoint.Free();
        using SubscriberSocket socket = new();
        socket.Options.ReceiveHighWatermark = 0;
        socket.Connect(endpoint);
        socket.Subscribe(Topics.World);
        using PerceiveProcess service = PerceiveProcess.Start(["replay", .. arguments, "--publish", endpoint, "--wait-for-subscribers", "1"]);
        List<byte[]> payloads = [];
        while (payloads.Count < count)
        {
            NetMQMessage? message = null;
            Assert.True(socket.TryReceiveMultipartMessage(ServiceEndpoint.Patience, ref message), $"expected {count} payloads, found {payloads.Count}");
            Assert.Equal(Topics.World, message![0].ConvertToString(Encoding.ASCII));
            payloads.Add(message[1].ToByteArray());
        }

        Assert.Equal(0, (await service.EndAsync()).ExitCode);
        return payloads;
    }

    /// <summary>The payload's fields as they lie there, one after the other, without publish time, latency and stage times.</summary>
    public static byte[] WithoutClocks(byte[] payload)
    {
        MessagePackReader reader = new(payload);
        int fields = reader.ReadArrayHeader();
        List<byte> kept = [];
        for (int key = 0; key < fields; key++)
        {
            long start = reader.Consumed;
            reader.Skip();
            if (!ClockKeys.Contains(key))
            {
                kept.AddRange(payload.AsSpan((int)start, (int)(reader.Consumed - start)));
            }
        }

        return [.. kept];
    }
}
