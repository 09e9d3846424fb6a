using System.Text;
using Perception.Client;
using Perception.Publishing;

namespace Perception.Tests.Client;

/// <summary>Hosts that cannot be connected to, and a connection that breaks without being closed: the client must come back by itself, as those in other languages (<see cref="ForeignConnectionTests"/>).</summary>
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

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("")]
    public async Task Receive_AnotherProgramAnsweredFirst_ConnectsAnew(string answer)
    {
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using BreakableLink link = new(publisher.Endpoint, Encoding.ASCII.GetBytes(answer));
        using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = link.Endpoint }, TimeProvider.System);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));

        while (subscriber.World is null && await timer.WaitForNextTickAsync(patience.Token))
        {
            publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" });
            subscriber.TryReceive(TimeSpan.Zero, out _, patience.Token);
        }

        Assert.Equal("front", subscriber.World?.SourceId);
    }

    [Fact]
    public void TryReceive_NothingWithinTheProcessForLong_StaysConnected()
    {
        const string endpoint = "inproc://silent";
        ManualTime time = new();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = endpoint }, TimeProvider.System);
        using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = endpoint, StaleAfter = TimeSpan.FromHours(1) }, time);
        publisher.WaitForSubscribers(1, patience.Token);

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(subscriber.TryReceive(TimeSpan.Zero, out _, patience.Token));
        publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" });

        Assert.True(subscriber.TryReceive(Timeout.InfiniteTimeSpan, out PerceptionEvent? received, patience.Token));
        Assert.Equal("front", Assert.IsType<WorldReceived>(received).World.SourceId);
    }

    [Theory]
    [InlineData("tcp://*:5556")]
    [InlineData("tcp://0.0.0.0:5556")]
    [InlineData("tcp://[::]:5556")]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://127.0.0.1:00")]
    public void Constructor_EndpointThatOnlyAServiceCanBind_SaysSo(string endpoint)
    {
        Assert.Null(Endpoint.Problem(endpoint));

        SubscriberException exception = Assert.Throws<SubscriberException>(() => new PerceptionSubscriber(new SubscriberOptions { Endpoint = endpoint }, TimeProvider.System));

        Assert.Equal($"endpoint: expected a host and a port to connect to, such as tcp://127.0.0.1:5556, found '{endpoint}', which only a service can bind", exception.Message);
    }

    [Theory]
    [InlineData("host.invalid")]
    [InlineData("no..name")]
    public void TryReceive_HostWhoseNameDoesNotResolve_IsAServiceThatIsMissing(string host)
    {
        using CancellationTokenSource patience = new(Patience);
        using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = $"tcp://{host}:5556", StaleAfter = TimeSpan.FromSeconds(2) }, TimeProvider.System);

        Assert.True(subscriber.TryReceive(Timeout.InfiniteTimeSpan, out PerceptionEvent? received, patience.Token));

        Assert.StartsWith("no world message since connecting", Assert.IsType<StalenessChanged>(received).Sentence, StringComparison.Ordinal);
    }
}
