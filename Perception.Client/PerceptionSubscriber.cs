using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using NetMQ;
using NetMQ.Sockets;

namespace Perception.Client;

/// <summary>
/// Receives what a perception service publishes: messages, and notices of gaps, staleness, restarts and foreign contracts.
/// </summary>
/// <remarks>
/// The service may start before or after; the connection is made and made again in the background.
/// Not thread safe: one thread at a time.
/// <code>
/// using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = "tcp://127.0.0.1:5556" }, TimeProvider.System);
/// while (subscriber.TryReceive(TimeSpan.FromSeconds(1), out PerceptionEvent? received))
/// {
///     if (received is WorldReceived { World: var world }) { Plan(world.Lead, world.Tracks); }
///     else if (received is PerceptionNotice notice) { Warn(notice.Sentence); }
/// }
/// </code>
/// </remarks>
public sealed class PerceptionSubscriber : IDisposable
{
    /// <summary>How long one wait on the socket lasts before staleness and cancellation are looked at.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    /// <summary>NetMQ counts waits in whole milliseconds and takes a wait that rounds to none as one without end.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Queue<PerceptionEvent> _events = new();
    private readonly StreamMonitor _monitor;
    private readonly SubscriberSocket _socket;
    private readonly TimeProvider _time;
    private Msg _frame;

    /// <exception cref="SubscriberException">The endpoint is malformed.</exception>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public PerceptionSubscriber(SubscriberOptions options, TimeProvider time)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        if (Endpoint.Problem(options.Endpoint) is { } problem)
        {
            throw new SubscriberException(problem);
        }

        _time = time;
        _monitor = new StreamMonitor(_events, time, options.StaleAfter);
        _socket = new SubscriberSocket();
        _socket.Options.ReceiveHighWatermark = options.ReceiveHighWatermark;
        _socket.Options.MaxMsgSize = options.MaxMessageBytes;
        _socket.Options.Linger = TimeSpan.Zero;
        try
        {
            _socket.Connect(options.Endpoint);
        }
        catch (Exception exception) when (exception is NetMQException or ArgumentException or FormatException or System.Net.Sockets.SocketException)
        {
            _socket.Dispose();
            throw new SubscriberException($"endpoint {options.Endpoint}: expected a publisher's address, found otherwise ({exception.Message.TrimEnd('.')})", exception);
        }

        // World last: a service that waits for subscribers to it then has the other subscriptions already.
        _socket.Subscribe(Topics.Hello);
        _socket.Subscribe(Topics.Health);
        _socket.Subscribe(Topics.World);
        _frame.InitEmpty();
    }

    /// <summary>World messages received.</summary>
    public long Worlds { get; private set; }

    /// <summary>World messages lost on the way, as the holes in the sequence numbers show.</summary>
    public long Missed => _monitor.Missed;

    /// <summary>Messages that could not be read.</summary>
    public long Rejected { get; private set; }

    /// <summary>The last world message, or null.</summary>
    public WorldMessage? World { get; private set; }

    /// <summary>The last health message, or null.</summary>
    public HealthMessage? Health { get; private set; }

    /// <summary>The last hello message, or null: names of stages, classes and drop causes, sources, networks.</summary>
    public HelloMessage? Hello { get; private set; }

    /// <summary>Waits for the next message or notice.</summary>
    /// <param name="timeout">How long; zero takes only what is there already, <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <param name="received">What came; its messages are the caller's own.</param>
    /// <param name="cancellationToken">Ends the wait; the answer is then false.</param>
    /// <returns>False where nothing came in time.</returns>
    public bool TryReceive(
        TimeSpan timeout,
        [NotNullWhen(true)] out PerceptionEvent? received,
        CancellationToken cancellationToken = default)
    {
        long start = _time.GetTimestamp();
        while (!_events.TryDequeue(out received))
        {
            if (TryReceiveMessage(TimeSpan.Zero))
            {
                continue;
            }

            // Only with nothing left to read is silence a source's own and not this reader's slowness.
            _monitor.CheckStaleness();
            TimeSpan left = timeout == Timeout.InfiniteTimeSpan ? Slice : timeout - _time.GetElapsedTime(start);
            if (_events.Count > 0)
            {
                continue;
            }

            if (left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            TryReceiveMessage(left < Shortest ? Shortest : left < Slice ? left : Slice);
        }

        return true;
    }

    /// <summary>Every message and notice from now on, until cancelled.</summary>
    public async IAsyncEnumerable<PerceptionEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            PerceptionEvent? received = null;
            if (!TryReceive(TimeSpan.Zero, out received, cancellationToken))
            {
                // Waiting blocks a thread, so it is a pool thread's and not the caller's.
                await Task.Run(() => TryReceive(Timeout.InfiniteTimeSpan, out received, cancellationToken), CancellationToken.None).ConfigureAwait(false);
            }

            if (received is not null)
            {
                yield return received;
            }
        }
    }

    public void Dispose()
    {
        if (_frame.IsInitialised)
        {
            _frame.Close();
        }

        _socket.Dispose();
    }

    /// <summary>Takes one message off the socket and queues the events that it causes.</summary>
    private bool TryReceiveMessage(TimeSpan timeout)
    {
        if (!_socket.TryReceive(ref _frame, timeout))
        {
            return false;
        }

        string topic = TopicOf(_frame.Slice());
        int frames = 1;
        while (_frame.HasMore)
        {
            _socket.Receive(ref _frame);
            frames++;
        }

        if (frames != 2)
        {
            Reject(topic, $"expected 2 frames, found {frames}");
            return true;
        }

        try
        {
            Take(topic, _frame.SliceAsMemory());
        }
        catch (WireFormatException exception)
        {
            Reject(topic, exception.Message);
        }

        return true;
    }

    private static string TopicOf(ReadOnlySpan<byte> frame) => frame switch
    {
        _ when frame.SequenceEqual("world"u8) => Topics.World,
        _ when frame.SequenceEqual("health"u8) => Topics.Health,
        _ when frame.SequenceEqual("hello"u8) => Topics.Hello,
        _ => Encoding.UTF8.GetString(frame),
    };

    private void Take(string topic, ReadOnlyMemory<byte> payload)
    {
        switch (topic)
        {
            case Topics.World:
                World = WireCodec.Decode<WorldMessage>(payload);
                Worlds++;
                _monitor.Take(World);
                break;
            case Topics.Health:
                Health = WireCodec.Decode<HealthMessage>(payload);
                _monitor.Take(Health);
                break;
            case Topics.Hello:
                Hello = WireCodec.Decode<HelloMessage>(payload);
                _monitor.Take(Hello);
                break;
            default:
                // ZeroMQ matches topics by their beginning; a topic of a later release that begins like one of ours is not for us.
                break;
        }
    }

    private void Reject(string topic, string problem)
    {
        Rejected++;
        _events.Enqueue(new PayloadRejected(topic, problem));
    }
}
