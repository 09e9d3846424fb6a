using System.Text;
using MessagePack;
using NetMQ;
using NetMQ.Sockets;
using Perception.Client;

namespace Perception.Publishing;

/// <summary>NetMQ and nothing around it: the yardstick for <see cref="Publisher"/>. One thread uses it.</summary>
internal sealed class BarePublisher : IDisposable
{
    private readonly XPublisherSocket _socket = new();
    private readonly SubscriptionCount _subscriptions;
    private readonly byte[] _topic;

    /// <param name="topic">What every message is published under.</param>
    /// <param name="highWatermark">How many messages may wait for one subscriber.</param>
    public BarePublisher(string topic, int highWatermark)
    {
        MessageBuffers.Use();
        _topic = Encoding.ASCII.GetBytes(topic);
        _subscriptions = new SubscriptionCount(topic);
        _socket.Options.XPubVerbose = true;
        _socket.Options.SendHighWatermark = highWatermark;
        _socket.Bind("tcp://127.0.0.1:0");
        Endpoint = _socket.Options.LastEndpoint!;
    }

    public string Endpoint { get; }

    /// <summary>Waits until so many subscriptions are there.</summary>
    public void WaitForSubscribers(int count, CancellationToken stop)
    {
        while (_subscriptions.Count < count)
        {
            stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(10));
            stop.ThrowIfCancellationRequested();
            _subscriptions.Drain(_socket);
        }
    }

    /// <summary>What one writes with NetMQ and MessagePack alone.</summary>
    public void Send(WorldMessage message) => _socket.SendMoreFrame(_topic).SendFrame(MessagePackSerializer.Serialize(message));

    /// <summary>Sends bytes that are there already.</summary>
    /// <param name="payload">Not written to again.</param>
    public void Send(byte[] payload)
    {
        Msg frame = default;
        frame.InitGC(_topic, _topic.Length);
        _socket.Send(ref frame, more: true);
        frame.Close();
        frame.InitGC(payload, payload.Length);
        _socket.Send(ref frame, more: false);
        frame.Close();
    }

    public void Dispose() => _socket.Dispose();
}
