using NetMQ;
using NetMQ.Sockets;

namespace Perception.Publishing;

/// <summary>Many NetMQ subscribers on one thread that look at no message.</summary>
internal sealed class BareAudience : IDisposable
{
    private readonly List<SubscriberSocket> _sockets = [];
    private readonly NetMQPoller _poller = [];

    /// <param name="endpoint">The publisher's.</param>
    /// <param name="topic">What each subscribes to.</param>
    /// <param name="count">How many there are.</param>
    public BareAudience(string endpoint, string topic, int count)
    {
        MessageBuffers.Use();
        for (int i = 0; i < count; i++)
        {
            SubscriberSocket socket = new();
            socket.Options.Linger = TimeSpan.Zero;
            socket.ReceiveReady += static (_, ready) =>
            {
                while (ready.Socket.TrySkipMultipartMessage())
                {
                }
            };
            socket.Connect(endpoint);
            socket.Subscribe(topic);
            _sockets.Add(socket);
            _poller.Add(socket);
        }
    }

    /// <summary>Receives until the stop.</summary>
    public void Run(CancellationToken stop)
    {
        using CancellationTokenRegistration ending = stop.Register(_poller.StopAsync);
        _poller.Run();
    }

    public void Dispose()
    {
        _poller.Dispose();
        _sockets.ForEach(socket => socket.Dispose());
    }
}
