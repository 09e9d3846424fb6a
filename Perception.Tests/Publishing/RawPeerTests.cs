using Perception.Client;
using Perception.Publishing;

namespace Perception.Tests.Publishing;

/// <summary>The publisher with peers that send what no subscriber sends.</summary>
public sealed class RawPeerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1001)]
    [InlineData(0x7fffffc7)]
    [InlineData(long.MaxValue)]
    public async Task Publish_PeerAnnouncesMoreThanASubscription_IsCutOffAndTheOthersReceive(long bytes)
    {
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = publisher.Endpoint, StaleAfter = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        publisher.WaitForSubscribers(1, patience.Token);
        using RawPeer peer = await RawPeer.ConnectAsync(publisher.Endpoint, patience.Token);

        await peer.SendMessageHeadAsync(bytes, patience.Token);
        await peer.WaitUntilClosedAsync(patience.Token);
        publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" });

        Assert.True(subscriber.TryReceive(Patience, out PerceptionEvent? received, patience.Token));
        Assert.Equal("front", Assert.IsType<WorldReceived>(received).World.SourceId);
    }
}
