using System.Text;
using NetMQ;
using NetMQ.Sockets;
using Perception.Client;
using Perception.Publishing;
using Perception.Tests.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Publishing;

public sealed class PublisherTests
{
    private static readonly PublisherOptions AnyPort = new() { Endpoint = "tcp://127.0.0.1:0" };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Publish_World_ArrivesAsTopicAndPayload()
    {
        using Publisher publisher = new(AnyPort, TimeProvider.System);
        using SubscriberSocket subscriber = new();
        subscriber.Connect(publisher.Endpoint);
        subscriber.Subscribe(Topics.World);
        using CancellationTokenSource timeout = new(Patience);
        Assert.Equal(1, publisher.WaitForSubscribers(1, timeout.Token));
        WorldMessage message = SampleMessages.Full<WorldMessage>();

        publisher.Publish(message);

        NetMQMessage? frames = null;
        Assert.True(subscriber.TryReceiveMultipartMessage(Patience, ref frames));
        Assert.Equal(2, frames!.FrameCount);
        Assert.Equal("world", frames[0].ConvertToString(Encoding.ASCII));
        Assert.Equal(WireCodecTests.Encode(message).ToArray(), frames[1].ToByteArray());
    }

    [Fact]
    public void Endpoint_OfAnIpv6Address_IsTheAddressAndThePortThatWasTaken()
    {
        Ipv6.Require();
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://[::1]:0" }, TimeProvider.System);

        Assert.Matches(@"^tcp://\[::1\]:[1-9]\d*$", publisher.Endpoint);
    }

    [Fact]
    public void Constructor_PortInUse_SaysSoInOneSentence()
    {
        using Publisher first = new(AnyPort, TimeProvider.System);

        PublisherException exception = Assert.Throws<PublisherException>(
            () => new Publisher(new PublisherOptions { Endpoint = first.Endpoint }, TimeProvider.System));

        Assert.Equal($"endpoint {first.Endpoint}: expected a free port, found it in use", exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5556")]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("tcp://127.0.0.1:x")]
    [InlineData("tcp://127.0.0.1:70000")]
    [InlineData("tcp://:5556")]
    [InlineData("http://127.0.0.1:5556")]
    [InlineData("tcp://no such host:5556")]
    [InlineData("tcp://192.0.2.1:5556")]
    [InlineData("tcp://host.invalid:5556")]
    public void Constructor_BadEndpoint_SaysSoInOneSentence(string endpoint)
    {
        PublisherException exception = Assert.Throws<PublisherException>(
            () => new Publisher(new PublisherOptions { Endpoint = endpoint }, TimeProvider.System));

        Assert.Contains(endpoint, exception.Message, StringComparison.Ordinal);
        Assert.Contains("expected", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.DoesNotContain("Exception", exception.Message, StringComparison.Ordinal);
    }
}
