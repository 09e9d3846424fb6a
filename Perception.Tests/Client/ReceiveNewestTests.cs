using NetMQ;
using NetMQ.Sockets;
using Perception.Client;

namespace Perception.Tests.Client;

/// <summary>A reader slower than the messages that calls for the newest event, in each language: every source has its turn, and what waits is bounded.</summary>
public abstract class ReceiveNewestTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _patience = new();
    private readonly XPublisherSocket _publisher = new();
    private readonly SubscriberSocket _witness = new();

    protected ReceiveNewestTests()
    {
        _publisher.Options.XPubVerbose = true;
        _publisher.Bind("tcp://127.0.0.1:0");
        _witness.Connect(_publisher.Options.LastEndpoint!);
        _witness.SubscribeToAnyTopic();
        AwaitSubscriptions(1);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ReceiveNewest_TwoSourcesAndOneCallACycle_GivesBothTheirTurns()
    {
        const int Cycles = 60;
        using IOneCallReader reader = Start();
        AwaitSubscriptions(3);
        List<string> given = [];
        for (int i = 0; i < Cycles; i++)
        {
            SendWorld("front", i);
            SendWorld("rear", i);
            AwaitMessages(2);
            given.Add(await reader.CallAsync(_patience.Token));
        }

        Assert.InRange(given.Count(line => line.StartsWith("world front ", StringComparison.Ordinal)), Cycles / 3, Cycles);
        Assert.InRange(given.Count(line => line.StartsWith("world rear ", StringComparison.Ordinal)), Cycles / 3, Cycles);
    }

    [Fact]
    public async Task ReceiveNewest_EveryKindOfEventAndOneCallACycle_GivesEachItsTurnAndKeepsOneOfEach()
    {
        const int Cycles = 60;
        const int Kinds = 5;
        using IOneCallReader reader = Start();
        AwaitSubscriptions(3);
        List<string> given = [];
        for (int i = 0; i < Cycles; i++)
        {
            SendWorld("front", i);
            Send(new HelloMessage { SchemaVersion = WireSchema.Version, SchemaHash = WireSchema.Hash });
            Send(new HealthMessage { SchemaVersion = WireSchema.Version });
            _publisher.SendMoreFrame(Topics.World).SendFrame("no world");
            SendWorld("rear", i);
            AwaitMessages(Kinds);
            given.Add(await reader.CallAsync(_patience.Token));
        }

        SendWorld("end", 0);
        int waited = 0;
        while (!(await reader.CallAsync(_patience.Token)).StartsWith("world end ", StringComparison.Ordinal))
        {
            waited++;
        }

        // Those that were still on their way when it was called for the last time may come after those that wait.
        Assert.InRange(waited, 0, 2 * Kinds);
        Assert.All(
            ["world front ", "world rear ", "hello", "health", "topic world: "],
            (string kind) => Assert.InRange(given.Count(line => line.StartsWith(kind, StringComparison.Ordinal)), Cycles / Kinds / 2, Cycles));
    }

    [Fact]
    public async Task ReceiveNewest_GapOfASourceThatWaits_IsToldBeforeTheWorldInTheOldersPlace()
    {
        using IOneCallReader reader = Start();
        AwaitSubscriptions(3);
        List<string> given = [];
        long front = 0;

        // Until all three wait when it is called first, as most often they do.
        for (int rear = 0; given.Count != 3; rear++, front += 5)
        {
            given.Clear();
            SendWorld("front", front);
            SendWorld("rear", rear);
            SendWorld("front", front + 4);
            AwaitMessages(3);
            while (!given.Contains($"world front {front + 4}") || !given.Contains($"world rear {rear}"))
            {
                given.Add(await reader.CallAsync(_patience.Token));
            }
        }

        long last = front - 1;
        Assert.Equal($"source front: expected world {last - 3}, found {last}, so 3 lost on the way", given[0]);
        Assert.Equal($"world front {last}", given[1]);
        Assert.StartsWith("world rear ", given[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiveNewest_NumbersFurtherApartThan63Bits_TellsHowManyAreLost()
    {
        using IOneCallReader reader = Start();
        AwaitSubscriptions(3);

        SendWorld("front", long.MinValue);
        Assert.Equal($"world front {long.MinValue}", await reader.CallAsync(_patience.Token));
        SendWorld("front", long.MaxValue);
        Assert.Equal(
            $"source front: expected world {long.MinValue + 1}, found {long.MaxValue}, so {ulong.MaxValue - 1} lost on the way",
            await reader.CallAsync(_patience.Token));
        Assert.Equal($"world front {long.MaxValue}", await reader.CallAsync(_patience.Token));
        SendWorld("front", long.MaxValue);
        Assert.Equal($"source front: the service was restarted, world numbers begin anew at {long.MaxValue}", await reader.CallAsync(_patience.Token));
    }

    private protected abstract IOneCallReader Start(string endpoint);

    protected virtual void Dispose(bool disposing)
    {
        _witness.Dispose();
        _publisher.Dispose();
        _patience.Dispose();
    }

    private IOneCallReader Start()
    {
        IOneCallReader reader = Start(_publisher.Options.LastEndpoint!);

        // Not before: a client may have to be built first.
        _patience.CancelAfter(Patience);
        return reader;
    }

    private void AwaitSubscriptions(int count)
    {
        for (int topic = 0; topic < count; topic++)
        {
            Assert.True(_publisher.TryReceiveFrameBytes(Patience, out _));
        }
    }

    /// <summary>Once they have come to the witness they are most often at the reader too.</summary>
    private void AwaitMessages(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(_witness.TrySkipMultipartMessage(Patience));
        }
    }

    private void SendWorld(string source, long number) => Send(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = source, SequenceNumber = number });

    private void Send(IPublishedMessage message) => _publisher.SendMoreFrame(message.Topic).SendFrame(WireCodecTests.Encode(message).ToArray());
}
