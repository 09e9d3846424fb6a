using Perception.Client;
using Perception.Publishing;

namespace Perception.Benchmarks;

/// <summary>Measures the way of a <c>world</c> message from the publisher to subscribers against bare NetMQ with the same payload.</summary>
/// <remarks>All over TCP on this machine. Each comparison is measured in turn, several rounds.</remarks>
internal sealed class WireBenchmark
{
    private const int WarmUps = 500;
    private const int Single = 3000;
    private const int Burst = 10_000;

    /// <summary>A burst pauses after so many until they have all come, so that none is lost at the service's own high-water mark.</summary>
    private const int Chunk = 500;

    /// <summary>Python has no way to say what has come, so that its burst must fit.</summary>
    private const int PythonHighWatermark = 2 * Burst;

    private static readonly int HighWatermark = new PublisherOptions().SendHighWatermark;

    private enum Way
    {
        /// <summary>The service's publisher.</summary>
        Ours,

        /// <summary>MessagePack and NetMQ alone.</summary>
        Bare,

        /// <summary>NetMQ with bytes that are there already.</summary>
        Prepared,
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly byte[] _payload;
    private readonly WorldMessage _message;
    private readonly int _rounds;
    private readonly TimeProvider _time;

    /// <param name="payload">A <c>world</c> message's.</param>
    /// <param name="rounds">How often everything is measured.</param>
    /// <param name="time">The clock.</param>
    public WireBenchmark(byte[] payload, int rounds, TimeProvider time)
    {
        _payload = payload;
        _message = WireCodec.Decode<WorldMessage>(payload);
        _rounds = rounds;
        _time = time;
    }

    public WireResult Run(CancellationToken stop)
    {
        bool hasPython = PythonSubscriber.IsThere();
        List<(WireTimes, WireTimes)> inProcess = [];
        List<(WireTimes, WireTimes)> prepared = [];
        List<(WireTimes, WireTimes)> client = [];
        List<(WireTimes, WireTimes)> stalled = [];
        List<(WireTimes, WireTimes)> python = [];
        List<(WireTimes, WireTimes)> pythonPrepared = [];

        // The first of everything compiles its code.
        for (int round = -1; round < _rounds; round++)
        {
            WireTimes bare = Bare(isPrepared: false, stop);
            WireTimes bytes = Bare(isPrepared: true, stop);
            WireTimes ours = Ours(withClient: false, withStalled: false, stop);
            WireTimes typed = Ours(withClient: true, withStalled: false, stop);
            WireTimes besideStalled = Ours(withClient: false, withStalled: true, stop);
            WireTimes toPython = hasPython ? ToPython(Way.Ours, stop) : default;
            WireTimes bareToPython = hasPython ? ToPython(Way.Bare, stop) : default;
            WireTimes bytesToPython = hasPython ? ToPython(Way.Prepared, stop) : default;
            if (round >= 0)
            {
                inProcess.Add((ours, bare));
                prepared.Add((ours, bytes));
                client.Add((typed, bare));
                stalled.Add((besideStalled, ours));
                python.Add((toPython, bareToPython));
                pythonPrepared.Add((toPython, bytesToPython));
            }
        }

        return new WireResult
        {
            PayloadBytes = _payload.Length,
            Rounds = _rounds,
            InProcess = WireComparison.Of(inProcess),
            InProcessPrepared = WireComparison.Of(prepared),
            InProcessClient = WireComparison.Of(client),
            Python = hasPython ? WireComparison.Of(python) : null,
            PythonPrepared = hasPython ? WireComparison.Of(pythonPrepared) : null,
            StalledSubscriber = WireComparison.Of(stalled),
        };
    }

    private WireTimes Bare(bool isPrepared, CancellationToken stop)
    {
        using BarePublisher publisher = new(Topics.World, HighWatermark);
        using BareSubscriber subscriber = new(publisher.Endpoint, Topics.World, HighWatermark);
        publisher.WaitForSubscribers(1, stop);
        return Exchange(isPrepared ? () => publisher.Send(_payload) : () => publisher.Send(_message), subscriber.TryReceive, stop);
    }

    private WireTimes Ours(bool withClient, bool withStalled, CancellationToken stop)
    {
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0", SendHighWatermark = HighWatermark }, _time);
        using BareSubscriber? stalled = withStalled ? new BareSubscriber(publisher.Endpoint, Topics.World, highWatermark: 1) : null;
        using PerceptionSubscriber? client = withClient
            ? new PerceptionSubscriber(new SubscriberOptions { Endpoint = publisher.Endpoint, ReceiveHighWatermark = HighWatermark, StaleAfter = TimeSpan.FromMinutes(5) }, _time)
            : null;
        using BareSubscriber? bare = withClient ? null : new BareSubscriber(publisher.Endpoint, Topics.World, HighWatermark);
        publisher.WaitForSubscribers(withStalled ? 2 : 1, stop);
        long sequence = 0;
        return Exchange(Publish, client is null ? bare!.TryReceive : timeout => client.TryReceive(timeout, out PerceptionEvent? received, stop) && received is WorldReceived, stop);

        void Publish()
        {
            _message.SequenceNumber = sequence++;
            publisher.Publish(_message);
        }
    }

    /// <summary>One message at a time, then a burst.</summary>
    private WireTimes Exchange(Action publish, Func<TimeSpan, bool> receive, CancellationToken stop)
    {
        const int all = WarmUps + Single + Burst;
        long[] received = new long[all];
        using SemaphoreSlim arrived = new(0);
        Thread reader = new(() =>
        {
            for (int i = 0; i < all && receive(Patience); i++)
            {
                received[i] = _time.GetTimestamp();
                int inBurst = i - (WarmUps + Single);
                if (inBurst < 0 || (inBurst + 1) % Chunk == 0)
                {
                    arrived.Release();
                }
            }
        }) { IsBackground = true, Name = "wire benchmark" };
        reader.Start();

        double[] latencies = new double[Single];
        for (int i = 0; i < WarmUps + Single; i++)
        {
            long published = _time.GetTimestamp();
            publish();
            Await(i);
            if (i >= WarmUps)
            {
                latencies[i - WarmUps] = _time.GetElapsedTime(published, received[i]).TotalMicroseconds;
            }
        }

        long started = _time.GetTimestamp();
        for (int i = 1; i <= Burst; i++)
        {
            publish();
            if (i % Chunk == 0)
            {
                Await(i);
            }
        }

        reader.Join();
        Array.Sort(latencies);
        return new WireTimes(latencies[Single / 2], Burst / _time.GetElapsedTime(started, received[^1]).TotalSeconds);

        void Await(int message)
        {
            if (!arrived.Wait(Patience, stop))
            {
                throw new PublisherException($"message {message}: expected it within {Patience.TotalSeconds:0} s, found none");
            }
        }
    }

    private WireTimes ToPython(Way way, CancellationToken stop)
    {
        const int single = Single / 3;
        using BarePublisher? bare = way == Way.Ours ? null : new BarePublisher(Topics.World, PythonHighWatermark);
        using Publisher? ours = way != Way.Ours ? null : new Publisher(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0", SendHighWatermark = PythonHighWatermark }, _time);
        using PythonSubscriber subscriber = PythonSubscriber.Start(bare?.Endpoint ?? ours!.Endpoint, WarmUps + single + Burst);
        bare?.WaitForSubscribers(1, stop);
        ours?.WaitForSubscribers(1, stop);
        long[] published = new long[WarmUps + single];
        for (int i = 0; i < published.Length; i++)
        {
            // The other process has no way to say that it has the message, so each is given a millisecond.
            while (i > 0 && _time.GetElapsedTime(published[i - 1]).TotalMilliseconds < 1)
            {
                Thread.Yield();
            }

            published[i] = _time.GetTimestamp();
            Send();
        }

        long started = _time.GetTimestamp();
        for (int i = 0; i < Burst; i++)
        {
            Send();
        }

        long[] received = subscriber.ReadTimes(Patience);
        double[] latencies = [.. Enumerable.Range(WarmUps, single).Select(i => _time.GetElapsedTime(published[i], received[i]).TotalMicroseconds).Order()];
        return new WireTimes(latencies[single / 2], Burst / _time.GetElapsedTime(started, received[^1]).TotalSeconds);

        void Send()
        {
            switch (way)
            {
                case Way.Ours:
                    ours!.Publish(_message);
                    break;
                case Way.Bare:
                    bare!.Send(_message);
                    break;
                default:
                    bare!.Send(_payload);
                    break;
            }
        }
    }
}
