using System.Text;
using NetMQ;
using NetMQ.Sockets;

namespace Perception.Publishing;

/// <summary>Counts a topic's subscriptions from what an XPUB socket passes up. Used under the publisher's lock.</summary>
/// <remarks>
/// ZeroMQ matches topics by their beginning, so a subscription to everything counts as well. A subscription's end is passed up
/// only for the last one of its text; the count of that text then falls to zero.
/// </remarks>
internal sealed class SubscriptionCount
{
    private const byte Subscribe = 1;

    private readonly byte[] _topic;
    private readonly int[] _countByLength;

    public SubscriptionCount(string topic)
    {
        _topic = Encoding.ASCII.GetBytes(topic);
        _countByLength = new int[_topic.Length + 1];
    }

    public int Count { get; private set; }

    /// <summary>Takes every waiting subscription message; must be called now and then, or they pile up.</summary>
    public void Drain(XPublisherSocket socket)
    {
        Msg frame = default;
        frame.InitEmpty();
        while (socket.TryReceive(ref frame, TimeSpan.Zero))
        {
            Take(frame.Slice());
        }

        frame.Close();
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        if (frame.IsEmpty || !_topic.AsSpan().StartsWith(frame[1..]))
        {
            return;
        }

        int length = frame.Length - 1;
        int before = _countByLength[length];
        _countByLength[length] = frame[0] == Subscribe ? before + 1 : 0;
        Count += _countByLength[length] - before;
    }
}
