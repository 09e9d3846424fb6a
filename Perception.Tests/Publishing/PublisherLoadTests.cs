using NetMQ;
using NetMQ.Sockets;
using Perception.Client;
using Perception.Publishing;
using Perception.Tests.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Publishing;

/// <summary>The publisher with many, slow and leaving subscribers.</summary>
[Collection(Alone.Name)]
public sealed class PublisherLoadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void Publish_StalledSubscriber_OthersReceiveEverything()
    {
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0", SendHighWatermark = 10 }, TimeProvider.System);
        using SubscriberSocket stalled = new();
        stalled.Options.ReceiveHighWatermark = 1;
        stalled.Connect(publisher.Endpoint);
        stalled.Subscribe(Topics.World);
        using PerceptionSubscriber reader = new(new SubscriberOptions { Endpoint = publisher.Endpoint, StaleAfter = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        publisher.WaitForSubscribers(2, patience.Token);
        WorldMessage message = SampleMessages.Full<WorldMessage>();

        for (int i = 0; i < 5000; i++)
        {
            message.SequenceNumber = i;
            publisher.Publish(message);
            Assert.True(reader.TryReceive(Patience, out PerceptionEvent? received, patience.Token));
            Assert.Equal(i, Assert.IsType<WorldReceived>(received).World.SequenceNumber);
        }

        Assert.Equal(0UL, reader.Missed);
        Assert.InRange(CountWaiting(stalled), 1, 4999);
    }

    [Fact]
    public void Publish_SeveralSubscribersSharingPooledBuffers_EveryPayloadIsWhole()
    {
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        PerceptionSubscriber[] readers = [.. Enumerable.Range(0, 4).Select(_ => new PerceptionSubscriber(
            new SubscriberOptions { Endpoint = publisher.Endpoint, StaleAfter = TimeSpan.FromMinutes(5) }, TimeProvider.System))];
        publisher.WaitForSubscribers(readers.Length, patience.Token);
        WorldMessage message = SampleMessages.Full<WorldMessage>();

        for (int i = 0; i < 500; i++)
        {
            message.SequenceNumber = i;
            message.MetricAbsence = new string((char)('a' + (i % 26)), i % 50 * 10);
            publisher.Publish(message);
        }

        foreach (PerceptionSubscriber reader in readers)
        {
            for (int i = 0; i < 500; i++)
            {
                Assert.True(reader.TryReceive(Patience, out PerceptionEvent? received, patience.Token));
                WorldMessage world = Assert.IsType<WorldReceived>(received).World;
                Assert.Equal(i, world.SequenceNumber);
                Assert.Equal(new string((char)('a' + (i % 26)), i % 50 * 10), world.MetricAbsence);
                Assert.Equal(message.Tracks[1].Ego!.CameraDepthVariance, world.Tracks[1].Ego!.CameraDepthVariance);
            }

            reader.Dispose();
        }
    }

    [Fact]
    public void Publish_SubscribersConnectAndLeave_GoesOnForTheOneThatStays()
    {
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using PerceptionSubscriber stays = new(new SubscriberOptions { Endpoint = publisher.Endpoint, StaleAfter = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        publisher.WaitForSubscribers(1, patience.Token);
        WorldMessage message = new() { SourceId = "front" };
        Queue<SubscriberSocket> guests = new();

        for (int i = 0; i < 200; i++)
        {
            SubscriberSocket guest = new();
            guest.Connect(publisher.Endpoint);
            guest.Subscribe(Topics.World);
            guests.Enqueue(guest);
            if (guests.Count > 10)
            {
                guests.Dequeue().Dispose();
            }

            message.SequenceNumber = i;
            publisher.Publish(message);
            Assert.True(stays.TryReceive(Patience, out PerceptionEvent? received, patience.Token));
            Assert.IsType<WorldReceived>(received);
        }

        while (guests.TryDequeue(out SubscriberSocket? guest))
        {
            guest.Dispose();
        }

        Assert.Equal(0UL, stays.Missed);
    }

    [Fact]
    public void Publish_SteadyState_AllocatesNothing()
    {
        const int messages = 2000;
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using SubscriberSocket subscriber = new();
        subscriber.Connect(publisher.Endpoint);
        subscriber.Subscribe(Topics.World);
        publisher.WaitForSubscribers(1, patience.Token);
        WorldMessage message = SampleMessages.Full<WorldMessage>();
        Action exchange = () =>
        {
            publisher.Publish(message);
            Assert.True(subscriber.TrySkipFrame(Patience));
            Assert.True(subscriber.TrySkipFrame(Patience));
        };
        for (int i = 0; i < messages; i++)
        {
            exchange();
        }

        long allocated = 0;
        long processBefore = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < messages; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            publisher.Publish(message);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(subscriber.TrySkipFrame(Patience));
            Assert.True(subscriber.TrySkipFrame(Patience));
        }

        long process = GC.GetTotalAllocatedBytes(precise: true) - processBefore;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"payload {publisher.LastPayloadBytes} bytes; allocated a message: {allocated / (double)messages} by Publish, {process / (double)messages} in the process, subscriber included");
        Assert.Equal(0, allocated);
    }

    private static int CountWaiting(SubscriberSocket socket)
    {
        int count = 0;
        while (socket.TrySkipMultipartMessage(TimeSpan.FromMilliseconds(200)))
        {
            count++;
        }

        return count;
    }
}
