using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Net.Sockets;
using NetMQ;
using NetMQ.Sockets;
using Perception.Client;
using Sensors;

namespace Perception.Publishing;

/// <summary>Publishes messages over ZeroMQ: two frames, [topic][MessagePack payload].</summary>
/// <remarks>
/// A subscriber that does not keep up loses messages (and sees a hole in the sequence numbers); it never slows the caller. One that sends
/// more than subscriptions is disconnected.
/// The messages stay the caller's and may be refilled as soon as <c>Publish</c> returns.
/// Thread safe: the socket is used under one lock.
/// </remarks>
public sealed class Publisher : IDisposable
{
    private static readonly TimeSpan SubscriptionPoll = TimeSpan.FromMilliseconds(10);

    /// <summary>The largest message that a peer may send, bytes; one that sends a larger one is disconnected. A subscription has a few dozen.</summary>
    private const int MostBytesReceived = 1000;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly XPublisherSocket _socket;
    private readonly MessageBuffers _buffers;
    private readonly ArrayBufferWriter<byte> _payload = new(64 * 1024);
    private readonly SubscriptionCount _worldSubscriptions = new(Topics.World);
    private readonly TopicFrames _topicFrames = new();
    private long _drainedAt;
    private bool _isDisposed;

    /// <exception cref="PublisherException">The endpoint is malformed or in use.</exception>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public Publisher(PublisherOptions options, TimeProvider time)
    {
        OptionRanges.Require(options);
        if (Client.Endpoint.Problem(options.Endpoint) is { } problem)
        {
            throw new PublisherException(problem);
        }

        _buffers = MessageBuffers.Use();
        _time = time;
        _socket = new XPublisherSocket();
        try
        {
            // Every subscription is passed up, not only the first of its topic, so that subscribers can be counted.
            _socket.Options.XPubVerbose = true;
            _socket.Options.SendHighWatermark = options.SendHighWatermark;
            _socket.Options.Linger = options.Linger;
            _socket.Options.MaxMsgSize = MostBytesReceived;
            _socket.Bind(options.Endpoint);
            Endpoint = Taken(options.Endpoint, _socket.Options.LastEndpoint ?? options.Endpoint);
        }
        catch (AddressAlreadyInUseException exception)
        {
            _socket.Dispose();
            throw new PublisherException($"endpoint {options.Endpoint}: expected a free port, found it in use", exception);
        }
        catch (Exception exception) when (exception is NetMQException or SocketException or ArgumentException or FormatException)
        {
            _socket.Dispose();
            throw new PublisherException($"endpoint {options.Endpoint}: expected an address of this machine, found otherwise ({Reason(exception.GetBaseException())})", exception);
        }
    }

    /// <summary>The endpoint that subscribers connect to, with the port that was taken; where it is bound to all addresses (<c>0.0.0.0</c>, <c>[::]</c>), they put this machine's into the place of the host.</summary>
    public string Endpoint { get; }

    /// <summary>
    /// How many subscriptions to <c>world</c> there are, as far as ZeroMQ tells: each one that comes is counted, but that they go is
    /// only known when the last one has gone.
    /// </summary>
    public int WorldSubscribers
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _worldSubscriptions.Drain(_socket);
                return _worldSubscriptions.Count;
            }
        }
    }

    /// <summary>How many bytes the last message's payload had.</summary>
    public int LastPayloadBytes { get; private set; }

    /// <summary>Stamps the message with the time, writes it and hands it to every subscriber of its topic; never blocks on any of them.</summary>
    /// <exception cref="ObjectDisposedException">The publisher is disposed.</exception>
    public void Publish(WorldMessage message) => Send(message, _topicFrames.World);

    /// <inheritdoc cref="Publish(WorldMessage)"/>
    public void Publish(HealthMessage message) => Send(message, _topicFrames.Health);

    /// <inheritdoc cref="Publish(WorldMessage)"/>
    public void Publish(HelloMessage message) => Send(message, _topicFrames.Hello);

    /// <summary>Waits until so many subscriptions to <c>world</c> are there; others may publish meanwhile.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public int WaitForSubscribers(int count, CancellationToken cancellationToken)
    {
        int found = WorldSubscribers;
        while (found < count)
        {
            cancellationToken.WaitHandle.WaitOne(SubscriptionPoll);
            cancellationToken.ThrowIfCancellationRequested();
            found = WorldSubscribers;
        }

        return found;
    }

    /// <summary>Closes the socket; what was published goes on being sent in the background for as long as the linger time.</summary>
    /// <remarks>A process that ends at once calls <see cref="FlushBeforeExit"/> after its last <see cref="Dispose"/>.</remarks>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _socket.Dispose();
            }
        }
    }

    /// <summary>Waits, at most the linger time, until every closed socket of this process has sent what it holds. No socket works afterwards.</summary>
    public static void FlushBeforeExit()
    {
        // Without its thread NetMQ would wait for ever.
        if (NetMqThread.Fault is null)
        {
            NetMQConfig.Cleanup(block: true);
        }
    }

    /// <summary>NetMQ tells of an IPv6 address only the family, as <c>tcp://[InterNetworkV6]:5556</c>.</summary>
    private static string Taken(string asked, string told) =>
        told.StartsWith("tcp://[", StringComparison.Ordinal) ? string.Concat(asked.AsSpan(0, asked.LastIndexOf(':')), told.AsSpan(told.LastIndexOf(':'))) : told;

    /// <summary>NetMQ's own exceptions have a code in the place of a sentence.</summary>
    private static string Reason(Exception failure) => failure is NetMQException { ErrorCode: var code } ? $"{code}" : failure.Message.TrimEnd('.');

    /// <summary>Asking the socket costs as much as writing a message, so a burst asks once.</summary>
    private void DrainWhenDue()
    {
        if (_time.GetElapsedTime(_drainedAt) >= SubscriptionPoll)
        {
            _worldSubscriptions.Drain(_socket);
            _drainedAt = _time.GetTimestamp();
        }
    }

    private void Send(IPublishedMessage message, byte[] topic)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            DrainWhenDue();
            PublishStamp.Apply(message, _time);
            _payload.ResetWrittenCount();
            WireCodec.Encode(_payload, message);
            LastPayloadBytes = _payload.WrittenCount;

            Msg frame = default;
            frame.InitGC(topic, topic.Length);
            _socket.Send(ref frame, more: true);
            frame.Close();
            _buffers.Init(ref frame, _payload.WrittenCount);
            _payload.WrittenSpan.CopyTo(frame.Slice());
            _socket.Send(ref frame, more: false);
            frame.Close();
        }
    }
}
