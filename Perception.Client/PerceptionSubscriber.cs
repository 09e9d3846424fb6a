using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NetMQ;
using NetMQ.Sockets;

namespace Perception.Client;

/// <summary>
/// Receives what a perception service publishes: messages, and notices of gaps, staleness, restarts and foreign contracts.
/// </summary>
/// <remarks>
/// The service may start before or after, and so may the name of its host resolve; the connection is made, and made again, in the background:
/// also after 5 s of silence.
/// Connect to the vehicle's own services only: NetMQ throws on a thread of its own at some bytes that are not ZeroMQ's, and the process ends.
/// Not thread safe: one thread at a time.
/// <code>
/// using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = "tcp://127.0.0.1:5556" }, TimeProvider.System);
/// while (!stop.IsCancellationRequested)
/// {
///     // Nothing came in time: no end, and what is held grows older.
///     if (!subscriber.TryReceiveNewest(TimeSpan.FromMilliseconds(100), out PerceptionEvent? received, stop)) { continue; }
///     if (received is WorldReceived world) { Plan(world.World, subscriber.AgeOf(world)); }
///     else if (received is StalenessChanged { IsStale: true }) { DriveWithoutPerception(); }
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

    /// <summary>More than wait here and in the service by default: taking what is there ends even where more comes as fast as it is read.</summary>
    private const int MostTaken = 10_000;

    /// <summary>How often the service is asked whether it is still there: one that lost its power closes no connection, and nothing else would tell.</summary>
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(1);

    /// <summary>Without an answer for so long the connection is made anew.</summary>
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Without a message for so long too, for heartbeats begin only once a service has answered; hello and health come once a second.</summary>
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(5);

    private readonly Queue<PerceptionEvent> _events = new();
    private readonly NewestEvents _newest = new();
    private readonly StreamMonitor _monitor;
    private readonly SubscriberSocket _socket;
    private readonly NamedConnection _connection;
    private readonly TimeProvider _time;
    private long _lastEmpty;
    private long _lastHeard;
    private Msg _frame;

    /// <exception cref="SubscriberException">The endpoint is malformed, or only a service can bind it.</exception>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public PerceptionSubscriber(SubscriberOptions options, TimeProvider time)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        if (Endpoint.ConnectProblem(options.Endpoint) is { } problem)
        {
            throw new SubscriberException(problem);
        }

        _time = time;
        _lastEmpty = _lastHeard = time.GetTimestamp();
        _monitor = new StreamMonitor(_events, time, options.StaleAfter);
        _socket = new SubscriberSocket();
        _socket.Options.ReceiveHighWatermark = options.ReceiveHighWatermark;
        _socket.Options.MaxMsgSize = options.MaxMessageBytes;
        _socket.Options.HeartbeatInterval = HeartbeatInterval;
        _socket.Options.HeartbeatTimeout = HeartbeatTimeout;
        _socket.Options.Linger = TimeSpan.Zero;
        try
        {
            _connection = new NamedConnection(_socket, options.Endpoint, time);
        }
        catch
        {
            _socket.Dispose();
            throw;
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
    public ulong Missed => _monitor.Missed;

    /// <summary>World messages that <see cref="TryReceiveNewest"/> left out because a newer one of their source was there; none of them is <see cref="Missed"/>.</summary>
    public long PassedOver { get; private set; }

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
    /// <exception cref="SubscriberException">The host's name resolves by now, to an address that the socket does not take.</exception>
    public bool TryReceive(
        TimeSpan timeout,
        [NotNullWhen(true)] out PerceptionEvent? received,
        CancellationToken cancellationToken = default)
    {
        long start = _time.GetTimestamp();
        while (!_events.TryDequeue(out received))
        {
            _connection.GoOn();
            if (TryTakeMessage())
            {
                continue;
            }

            // Only with nothing left to read is silence a source's own and not this reader's slowness.
            _monitor.CheckStaleness();
            CheckSilence();
            TimeSpan left = timeout == Timeout.InfiniteTimeSpan ? Slice : timeout - _time.GetElapsedTime(start);
            if (_events.Count > 0)
            {
                continue;
            }

            if (left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            if (_socket.TryReceive(ref _frame, left < Shortest ? Shortest : left < Slice ? left : Slice))
            {
                // It was waited for, so it comes just now.
                _lastEmpty = _time.GetTimestamp();
                TakeMessage();
            }
        }

        return true;
    }

    /// <summary>
    /// As <see cref="TryReceive"/>, but of the world messages that wait already only the newest of each source is given, and the sources take turns.
    /// For a reader that may be slower than the messages: otherwise it reads ever older ones, up to as many as wait here and in the service.
    /// </summary>
    /// <remarks>
    /// Of hello, of health and of each kind of notice about a source, too, only the newest of those that wait is given. What is left out is counted:
    /// <see cref="PassedOver"/>, <see cref="Missed"/>, <see cref="Rejected"/>.
    /// </remarks>
    /// <inheritdoc cref="TryReceive" path="/param|/returns|/exception"/>
    public bool TryReceiveNewest(
        TimeSpan timeout,
        [NotNullWhen(true)] out PerceptionEvent? received,
        CancellationToken cancellationToken = default)
    {
        bool isEmpty = false;
        for (int taken = 0; taken < MostTaken && !isEmpty; taken++)
        {
            isEmpty = !TryTakeMessage();
        }

        if (isEmpty)
        {
            // What is given may come from one source while another is silent.
            _monitor.CheckStaleness();
        }

        PassedOver += _newest.KeepIn(_events);
        return TryReceive(timeout, out received, cancellationToken);
    }

    /// <summary>How old what a world message tells is by now, at most: its age when it was published and the time since it came here, but not its way through the network.</summary>
    public TimeSpan AgeOf(WorldReceived received) =>
        TimeSpan.FromMicroseconds(received.World.CaptureToPublishNs / 1000.0) + received.WaitedAtMost + _time.GetElapsedTime(received.ReceivedAt);

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

    /// <summary>Takes one message that is there already.</summary>
    private bool TryTakeMessage()
    {
        if (!_socket.TryReceive(ref _frame, TimeSpan.Zero))
        {
            _lastEmpty = _time.GetTimestamp();
            return false;
        }

        TakeMessage();
        return true;
    }

    /// <summary>Connects anew where nothing comes: NetMQ waits for ever for an answer that does not come, or that is another program's.</summary>
    private void CheckSilence()
    {
        if (_time.GetElapsedTime(_lastHeard) >= MostSilence)
        {
            _lastHeard = _time.GetTimestamp();
            _connection.Renew();
        }
    }

    /// <summary>Takes the rest of a message whose first frame was received, and queues the events that it causes.</summary>
    private void TakeMessage()
    {
        _lastHeard = _time.GetTimestamp();
        string? topic = TopicOf(_frame.Slice());
        int frames = 1;
        while (_frame.HasMore)
        {
            _socket.Receive(ref _frame);
            frames++;
        }

        if (topic is null)
        {
            return;
        }

        if (frames != 2)
        {
            Reject(topic, $"expected 2 frames, found {frames}");
            return;
        }

        try
        {
            Take(topic, _frame.SliceAsMemory());
        }
        catch (WireFormatException exception)
        {
            Reject(topic, exception.Message);
        }
    }

    /// <summary>Null where it is none of ours: ZeroMQ matches topics by their beginning, and a later release may have one that begins like ours.</summary>
    private static string? TopicOf(ReadOnlySpan<byte> frame) => frame switch
    {
        _ when frame.SequenceEqual("world"u8) => Topics.World,
        _ when frame.SequenceEqual("health"u8) => Topics.Health,
        _ when frame.SequenceEqual("hello"u8) => Topics.Hello,
        _ => null,
    };

    private void Take(string topic, ReadOnlyMemory<byte> payload)
    {
        switch (topic)
        {
            case Topics.World:
                World = WireCodec.Decode<WorldMessage>(payload);
                Worlds++;
                _monitor.Take(World, _lastEmpty);
                break;
            case Topics.Health:
                Health = WireCodec.Decode<HealthMessage>(payload);
                _monitor.Take(Health);
                break;
            case Topics.Hello:
                Hello = WireCodec.Decode<HelloMessage>(payload);
                _monitor.Take(Hello);
                break;
        }
    }

    private void Reject(string topic, string problem)
    {
        Rejected++;
        _events.Enqueue(new PayloadRejected(topic, problem));
    }
}
