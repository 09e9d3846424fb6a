using System.Diagnostics;
using Perception.Client;
using Perception.Publishing;

namespace Perception.Tests.Client;

/// <summary>Connections that break without being closed, and such that libzmq gives up: both clients must come back by themselves.</summary>
public sealed class BrokenConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task TryReceive_ServicesMachineVanishes_ConnectsAnew()
    {
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using BreakableLink link = new(publisher.Endpoint);
        using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = link.Endpoint }, TimeProvider.System);
        WorldMessage world = new() { SchemaVersion = WireSchema.Version, SourceId = "front" };

        await PublishUntilReceivedAsync();
        link.Break();
        world.SourceId = "anew";
        await PublishUntilReceivedAsync();

        async Task PublishUntilReceivedAsync()
        {
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
            while (subscriber.World?.SourceId != world.SourceId && await timer.WaitForNextTickAsync(patience.Token))
            {
                publisher.Publish(world);
                subscriber.TryReceive(TimeSpan.Zero, out _, patience.Token);
            }
        }
    }

    [Fact]
    public async Task PythonReceive_ServicesMachineVanishes_ConnectsAnew()
    {
        const string reader = """
            import sys
            from perception_client import Subscriber
            with Subscriber(sys.argv[1], stale_after=100) as subscriber:
                while subscriber.world is None:
                    subscriber.receive(timeout=0.1)
                print("there", flush=True)
                while subscriber.world.source_id != "anew":
                    subscriber.receive(timeout=0.1)
                print("anew")
            """;
        PythonClient.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using BreakableLink link = new(publisher.Endpoint);
        using Process python = PythonClient.Start("-c", reader, link.Endpoint);
        WorldMessage world = new() { SchemaVersion = WireSchema.Version, SourceId = "front" };

        Assert.Equal("there", await PublishUntilAsync(python.StandardOutput.ReadLineAsync(patience.Token).AsTask()));
        link.Break();
        world.SourceId = "anew";
        Assert.Equal("anew", await PublishUntilAsync(python.StandardOutput.ReadLineAsync(patience.Token).AsTask()));

        async Task<string?> PublishUntilAsync(Task<string?> line)
        {
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
            while (!line.IsCompleted && await timer.WaitForNextTickAsync(patience.Token))
            {
                publisher.Publish(world);
            }

            return await line;
        }
    }

    [Fact]
    public async Task PythonReceive_MessageOfMoreThanTheMostBytes_ConnectsAnew()
    {
        const string reader = """
            import sys
            from perception_client import Received, Subscriber
            with Subscriber(sys.argv[1], stale_after=100, max_message_bytes=100_000) as subscriber:
                received = None
                while not isinstance(received, Received):
                    received = subscriber.receive(timeout=1)
                print(received.message.source_id)
            """;
        PythonClient.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using Process python = PythonClient.Start("-c", reader, publisher.Endpoint);
        Task<string> printed = python.StandardOutput.ReadToEndAsync(patience.Token);
        publisher.WaitForSubscribers(1, patience.Token);
        publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = new string('x', 200_000) });

        // libzmq gives the connection up for that, and does not try again by itself.
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (!printed.IsCompleted && await timer.WaitForNextTickAsync(patience.Token))
        {
            publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" });
        }

        Assert.Equal("front", (await printed).Trim());
    }
}
