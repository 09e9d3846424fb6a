using System.Buffers;
using System.Text;
using MessagePack;
using NetMQ;
using NetMQ.Sockets;
using Perception.Client;

namespace Perception.Tests.Client;

public sealed class PerceptionSubscriberTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly XPublisherSocket _publisher = new();
    private readonly ManualTime _time = new();
    private readonly PerceptionSubscriber _subscriber;

    public PerceptionSubscriberTests()
    {
        _publisher.Options.XPubVerbose = true;
        _publisher.Bind("tcp://127.0.0.1:0");
        _subscriber = new PerceptionSubscriber(
            new SubscriberOptions { Endpoint = _publisher.Options.LastEndpoint!, StaleAfter = TimeSpan.FromSeconds(1) }, _time);
        for (int topic = 0; topic < 3; topic++)
        {
            Assert.True(_publisher.TryReceiveFrameBytes(Patience, out _));
        }
    }

    public void Dispose()
    {
        _subscriber.Dispose();
        _publisher.Dispose();
    }

    [Fact]
    public void TryReceive_ContiguousWorlds_NoNotices()
    {
        for (int i = 5; i < 10; i++)
        {
            SendWorld("front", i);
            Assert.Equal(i, Assert.IsType<WorldReceived>(Next()).World.SequenceNumber);
        }

        Assert.Equal(0UL, _subscriber.Missed);
        Assert.Equal(5, _subscriber.Worlds);
    }

    [Fact]
    public void TryReceive_HoleInOneSource_TellsThatSourcesGapBeforeTheMessage()
    {
        SendWorld("front", 0);
        SendWorld("rear", 0);
        SendWorld("front", 4);
        SendWorld("rear", 1);

        Assert.IsType<WorldReceived>(Next());
        Assert.IsType<WorldReceived>(Next());
        SequenceGap gap = Assert.IsType<SequenceGap>(Next());
        Assert.Equal(new SequenceGap("front", 1, 4), gap);
        Assert.Equal("source front: expected world 1, found 4, so 3 lost on the way", gap.Sentence);
        Assert.Equal(4, Assert.IsType<WorldReceived>(Next()).World.SequenceNumber);
        Assert.Equal("rear", Assert.IsType<WorldReceived>(Next()).World.SourceId);
        Assert.Equal(3UL, _subscriber.Missed);
    }

    [Fact]
    public void TryReceive_NumbersBeginAnew_TellsOfTheRestartAndNoGap()
    {
        SendWorld("front", 100);
        SendWorld("front", 2);
        SendWorld("front", 3);

        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(new ServiceRestarted("front", 2), Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(0UL, _subscriber.Missed);
    }

    [Fact]
    public void TryReceive_NewRunIsFurtherThanTheOld_HelloTellsOfTheRestartAndNoGap()
    {
        SendHello(startTimeNs: 1);
        SendWorld("front", 49);
        SendWorld("rear", 7);
        SendHello(startTimeNs: 1);
        SendHello(startTimeNs: 2);
        SendWorld("front", 80);
        SendWorld("front", 82);

        Assert.IsType<HelloReceived>(Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.IsType<HelloReceived>(Next());
        ServiceRestarted restarted = Assert.IsType<ServiceRestarted>(Next());
        Assert.Equal(new ServiceRestarted("front", null), restarted);
        Assert.Equal("source front: the service was restarted, world numbers begin anew", restarted.Sentence);
        Assert.Equal(new ServiceRestarted("rear", null), Next());
        Assert.IsType<HelloReceived>(Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(new SequenceGap("front", 81, 82), Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(1UL, _subscriber.Missed);
    }

    [Fact]
    public void TryReceive_NumbersBeginAnewBeforeTheNewHello_TellsOfTheRestartOnce()
    {
        SendHello(startTimeNs: 1);
        SendWorld("front", 49);
        SendWorld("front", 3);
        SendHello(startTimeNs: 2);
        SendWorld("front", 5);
        SendHello(startTimeNs: 3);

        Assert.IsType<HelloReceived>(Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(new ServiceRestarted("front", 3), Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.IsType<HelloReceived>(Next());
        Assert.Equal(new SequenceGap("front", 4, 5), Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(new ServiceRestarted("front", null), Next());
        Assert.IsType<HelloReceived>(Next());
    }

    [Fact]
    public void TryReceive_SourceThatTheNewRunsDoNotHave_RestartIsToldOnce()
    {
        SendHello(startTimeNs: 1);
        SendWorld("front", 49);
        SendHello(startTimeNs: 2);
        SendHello(startTimeNs: 3);

        Assert.IsType<HelloReceived>(Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(new ServiceRestarted("front", null), Next());
        Assert.IsType<HelloReceived>(Next());
        Assert.IsType<HelloReceived>(Next());
    }

    [Fact]
    public void TryReceiveNewest_WorldsWait_GivesTheNewestOfEachSourceAndCountsTheOthers()
    {
        using SubscriberSocket witness = Witness();
        long number = 0;
        long given = 0;
        SendHello(startTimeNs: 1);
        Assert.IsType<HelloReceived>(Next());

        // Once they have come to the witness they are most often here too.
        for (long started = TimeProvider.System.GetTimestamp(); _subscriber.PassedOver < 5 && TimeProvider.System.GetElapsedTime(started) < Patience;)
        {
            for (int i = 0; i < 5; i++, number++)
            {
                SendWorld("front", number);
                SendWorld("rear", number);
                SendHello(startTimeNs: 1);
            }

            ReceiveWorlds(witness, 10);
            for (bool isHelloGiven = false; !isHelloGiven || given + _subscriber.PassedOver < 2 * number;)
            {
                Assert.True(_subscriber.TryReceiveNewest(Patience, out PerceptionEvent? received, TestContext.Current.CancellationToken));
                given += received is WorldReceived ? 1 : 0;
                isHelloGiven |= received is HelloReceived { Hello: var hello } && hello == _subscriber.Hello;
            }

            Assert.Equal(number - 1, _subscriber.World!.SequenceNumber);
        }

        Assert.InRange(_subscriber.PassedOver, 5, long.MaxValue);
        Assert.Equal(2 * number, _subscriber.Worlds);
        Assert.Equal(0UL, _subscriber.Missed);
    }

    [Fact]
    public void TryReceiveNewest_OneSourceSendsAlways_TellsThatTheOtherIsSilent()
    {
        using SubscriberSocket witness = Witness();
        SendWorld("front", 0);
        Assert.IsType<WorldReceived>(Next());
        bool isTold = false;
        for (long number = 0; number < 1000 && !isTold; number++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            SendWorld("rear", number);
            ReceiveWorlds(witness, 1);
            Assert.True(_subscriber.TryReceiveNewest(Patience, out PerceptionEvent? received, TestContext.Current.CancellationToken));
            isTold = received is StalenessChanged { SourceId: "front", IsStale: true };
        }

        Assert.True(isTold);
    }

    [Fact]
    public void AgeOf_WorldThatLayUnread_CountsFromWhenNothingWasThere()
    {
        using SubscriberSocket witness = Witness();
        TimeSpan unread = TimeSpan.FromSeconds(0.2);
        WorldReceived received;
        long number = 0;
        long started = TimeProvider.System.GetTimestamp();
        do
        {
            Assert.False(_subscriber.TryReceive(TimeSpan.Zero, out _, TestContext.Current.CancellationToken));
            Send(Topics.World, WireCodecTests.Encode(new WorldMessage { SourceId = "front", SchemaVersion = WireSchema.Version, SequenceNumber = number++, CaptureToPublishNs = 50_000_000 }));
            ReceiveWorlds(witness, 1);
            _time.Advance(unread);
            received = Assert.IsType<WorldReceived>(Next());
        }
        while (received.WaitedAtMost == TimeSpan.Zero && TimeProvider.System.GetElapsedTime(started) < Patience);

        Assert.Equal((unread, _time.GetTimestamp()), (received.WaitedAtMost, received.ReceivedAt));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(TimeSpan.FromSeconds(0.35), _subscriber.AgeOf(received));
    }

    [Fact]
    public void TryReceive_OneSourceFallsSilent_TellsOnceAndWhenItIsBack()
    {
        SendWorld("front", 0);
        SendWorld("rear", 0);
        Next();
        Next();
        _time.Advance(TimeSpan.FromSeconds(0.6));
        SendWorld("rear", 1);
        Next();
        _time.Advance(TimeSpan.FromSeconds(0.6));

        Assert.Equal(new StalenessChanged("front", true, TimeSpan.FromSeconds(1.2)), Next());
        Assert.False(_subscriber.TryReceive(TimeSpan.Zero, out _, TestContext.Current.CancellationToken));
        SendWorld("front", 1);
        Assert.Equal(new StalenessChanged("front", false, TimeSpan.FromSeconds(1.2)), Next());
        Assert.IsType<WorldReceived>(Next());
    }

    [Fact]
    public void TryReceive_NothingSinceConnecting_TellsSo()
    {
        Assert.False(_subscriber.TryReceive(TimeSpan.Zero, out _, TestContext.Current.CancellationToken));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new StalenessChanged(null, true, TimeSpan.FromSeconds(1)), Next());
        Assert.False(_subscriber.TryReceive(TimeSpan.Zero, out _, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void TryReceive_LessThanAMillisecond_ComesBack()
    {
        // NetMQ itself would wait for ever here.
        using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = _publisher.Options.LastEndpoint!, StaleAfter = TimeSpan.FromMinutes(5) }, TimeProvider.System);

        Assert.False(subscriber.TryReceive(TimeSpan.FromMicroseconds(900), out _, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void TryReceive_NewerSchema_TellsOnceAndReadsTheMessages()
    {
        WorldMessage world = new() { SchemaVersion = WireSchema.Version + 1, SourceId = "front" };
        Send(Topics.World, WireCodecTests.Encode(world));
        world.SequenceNumber = 1;
        Send(Topics.World, WireCodecTests.Encode(world));

        Assert.Equal(new SchemaDiffers(WireSchema.Version + 1, null), Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.IsType<WorldReceived>(Next());
    }

    [Fact]
    public void TryReceive_SameVersionOtherHash_TellsSo()
    {
        HelloMessage hello = new() { SchemaVersion = WireSchema.Version, SchemaHash = "0123456789abcdef" };
        Send(Topics.Hello, WireCodecTests.Encode(hello));

        SchemaDiffers notice = Assert.IsType<SchemaDiffers>(Next());
        Assert.Contains("found 0123456789ab", notice.Sentence, StringComparison.Ordinal);
        Assert.IsType<HelloReceived>(Next());
        Assert.Equal("0123456789abcdef", _subscriber.Hello!.SchemaHash);
    }

    [Fact]
    public void TryReceive_NewerSchemaThatCannotBeRead_IsRejectedAndCounted()
    {
        ArrayBufferWriter<byte> buffer = new();
        MessagePackWriter writer = new(buffer);
        writer.WriteArrayHeader(2);
        writer.Write(99);
        writer.Write("a sequence number of another kind");
        writer.Flush();
        Send(Topics.World, buffer.WrittenMemory);
        SendWorld("front", 0);

        PayloadRejected rejected = Assert.IsType<PayloadRejected>(Next());
        Assert.StartsWith("topic world: payload of ", rejected.Sentence, StringComparison.Ordinal);
        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(1, _subscriber.Rejected);
    }

    [Fact]
    public void TryReceive_GarbageAndWrongFrameCounts_AreRejectedAndCounted()
    {
        Send(Topics.World, Encoding.UTF8.GetBytes("not MessagePack at all"));
        Send(Topics.Health, Array.Empty<byte>());
        _publisher.SendFrame(Topics.Hello);
        _publisher.SendMoreFrame(Topics.World).SendMoreFrame("a").SendFrame("b");
        SendWorld("front", 0);

        Assert.Equal(Topics.World, Assert.IsType<PayloadRejected>(Next()).Topic);
        Assert.Equal(Topics.Health, Assert.IsType<PayloadRejected>(Next()).Topic);
        Assert.Equal(new PayloadRejected(Topics.Hello, "expected 2 frames, found 1"), Next());
        Assert.Equal(new PayloadRejected(Topics.World, "expected 2 frames, found 3"), Next());
        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(4, _subscriber.Rejected);
    }

    [Fact]
    public void TryReceive_TopicThatOnlyBeginsLikeOurs_IsLeftOut()
    {
        Send("world2", Encoding.UTF8.GetBytes("of a later release"));
        _publisher.SendMoreFrame("world2").SendMoreFrame("of another").SendFrame("shape");
        SendWorld("front", 0);

        Assert.IsType<WorldReceived>(Next());
        Assert.Equal(0, _subscriber.Rejected);
    }

    [Fact]
    public async Task ReadAllAsync_ThreeWorlds_GivesThemAndEndsWhenCancelled()
    {
        using CancellationTokenSource stop = new(Patience);
        for (int i = 0; i < 3; i++)
        {
            SendWorld("front", i);
        }

        List<long> numbers = [];
        await foreach (PerceptionEvent received in _subscriber.ReadAllAsync(stop.Token))
        {
            numbers.Add(Assert.IsType<WorldReceived>(received).World.SequenceNumber);
            if (numbers.Count == 3)
            {
                await stop.CancelAsync();
            }
        }

        Assert.Equal([0, 1, 2], numbers);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("udp://127.0.0.1:5556")]
    [InlineData("tcp://127.0.0.1:65536")]
    public void Constructor_BadEndpoint_SaysSoInOneSentence(string endpoint)
    {
        SubscriberException exception = Assert.Throws<SubscriberException>(
            () => new PerceptionSubscriber(new SubscriberOptions { Endpoint = endpoint }, _time));

        Assert.Contains($"found '{endpoint}'", exception.Message, StringComparison.Ordinal);
    }

    private PerceptionEvent Next()
    {
        // The subscriber's own clock stands still, so the patience is the real clock's.
        using CancellationTokenSource patience = new(Patience);
        Assert.True(_subscriber.TryReceive(Timeout.InfiniteTimeSpan, out PerceptionEvent? received, patience.Token));
        return received;
    }

    /// <summary>A second subscriber to worlds.</summary>
    private SubscriberSocket Witness()
    {
        SubscriberSocket witness = new();
        witness.Connect(_publisher.Options.LastEndpoint!);
        witness.Subscribe(Topics.World);
        Assert.True(_publisher.TryReceiveFrameBytes(Patience, out _));
        return witness;
    }

    private static void ReceiveWorlds(SubscriberSocket witness, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(witness.TrySkipMultipartMessage(Patience));
        }
    }

    private void SendHello(long startTimeNs) =>
        Send(Topics.Hello, WireCodecTests.Encode(new HelloMessage { SchemaVersion = WireSchema.Version, SchemaHash = WireSchema.Hash, StartTimeNs = startTimeNs }));

    private void SendWorld(string source, long number) =>
        Send(Topics.World, WireCodecTests.Encode(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = source, SequenceNumber = number }));

    private void Send(string topic, ReadOnlyMemory<byte> payload) =>
        _publisher.SendMoreFrame(topic).SendFrame(payload.ToArray());
}
