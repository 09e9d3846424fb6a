using NetMQ;
using NetMQ.Sockets;

namespace Perception.Publishing;

/// <summary>A NetMQ subscriber that looks at no message: the yardstick's other end. One thread uses it.</summary>
internal sealed class BareSubscriber : IDisposable
{
    private readonly SubscriberSocket _socket = new();
    private Msg _frame;

    /// <param name="endpoint">The publisher's.</param>
    /// <param name="topic">What to subscribe to.</param>
    /// <param name="highWatermark">How many messages may wait in it.</param>
    public BareSubscriber(string endpoint, string topic, int highWatermark)
    {
        _socket.Options.ReceiveHighWatermark = highWatermark;
        _socket.Options.Linger = TimeSpan.Zero;
        _socket.Connect(endpoint);
        _socket.Subscribe(topic);
        _frame.InitEmpty();
    }

    /// <summary>Waits for a message of two frames.</summary>
    /// <returns>False where none came in time.</returns>
    public bool TryReceive(TimeSpan timeout)
    {
        if (!_socket.TryReceive(ref _frame, timeout))
        {
            return false;
        }

        while (_frame.HasMore)
        {
            _socket.Receive(ref _frame);
        }

        return true;
    }

    public void Dispose()
    {
        _frame.Close();
        _socket.Dispose();
    }
}
