using System.Text;
using Perception.Client;
using Perception.Publishing;
using Perception.Tests.Shared;

namespace Perception.Tests.Client;

/// <summary>Hosts that a client in another language connects to; connections that break without being closed, and such that libzmq gives up: it must come back by itself.</summary>
public abstract class ForeignConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private protected abstract IForeignClient Client { get; }

    [Fact]
    public async Task Receive_ServicesMachineVanishes_ConnectsAnew()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using BreakableLink link = new(publisher.Endpoint);
        using ClientProcess client = Client.Run(ClientCase.UntilAnew, link.Endpoint);
        WorldMessage world = new() { SchemaVersion = WireSchema.Version, SourceId = "front" };

        Assert.Equal("there", await PublishUntilLineAsync(client.StandardOutput.ReadLineAsync(patience.Token).AsTask()));
        link.Break();
        world.SourceId = "anew";
        Assert.Equal("anew", await PublishUntilLineAsync(client.StandardOutput.ReadLineAsync(patience.Token).AsTask()));

        async Task<string?> PublishUntilLineAsync(Task<string?> line)
        {
            await PublishUntilAsync(publisher, world, line, patience.Token);
            return await line;
        }
    }

    [Fact]
    public async Task Receive_MessageOfMoreThanTheMostBytes_ConnectsAnew()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using ClientProcess client = Client.Run(ClientCase.SmallMessages, publisher.Endpoint);
        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);
        publisher.WaitForSubscribers(1, patience.Token);
        publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = new string('x', 200_000) });

        // libzmq gives the connection up for that, and does not try again by itself.
        await PublishUntilAsync(publisher, new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" }, printed, patience.Token);

        Assert.Equal("front", (await printed).Trim());
    }

    [Fact]
    public async Task Receive_AnotherProgramAnsweredFirst_ConnectsAnew()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using BreakableLink link = new(publisher.Endpoint, Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        using ClientProcess client = Client.Run(ClientCase.SmallMessages, link.Endpoint);
        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);

        await PublishUntilAsync(publisher, new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" }, printed, patience.Token);

        Assert.Equal("front", (await printed).Trim());
    }

    [Fact]
    public async Task Receive_HostWhoseNameDoesNotResolve_IsAServiceThatIsMissing()
    {
        Client.Require();

        using ClientProcess client = Client.Listen("tcp://host.invalid:5556", "--timeout", "2", "--stale-after", "0.2");
        string errors = await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^no world message since connecting \d\.\d s ago$", lines[0]);
        Assert.Equal("endpoint tcp://host.invalid:5556: expected a world message, found 0 and then none for 2 s", Assert.Single(lines[1..]));
    }

    [Theory]
    [InlineData("tcp://*:5556")]
    [InlineData("tcp://0.0.0.0:5556")]
    [InlineData("tcp://[::]:5556")]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://127.0.0.1:00")]
    public async Task Start_EndpointThatOnlyAServiceCanBind_SaysSo(string endpoint)
    {
        Client.Require();

        using ClientProcess client = Client.Listen(endpoint, "--timeout", "2");
        string errors = await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, client.ExitCode);
        Assert.EndsWith($"endpoint: expected a host and a port to connect to, such as tcp://127.0.0.1:5556, found '{endpoint}', which only a service can bind", errors.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[::1]", "[::1]")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task Receive_Host_IsConnectedTo(string bound, string host)
    {
        Client.Require();
        Ipv6.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = $"tcp://{bound}:0" }, TimeProvider.System);
        using ClientProcess client = Client.Run(ClientCase.SmallMessages, $"tcp://{host}:{new Uri(publisher.Endpoint).Port}");
        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);

        await PublishUntilAsync(publisher, new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" }, printed, patience.Token);

        Assert.Equal("front", (await printed).Trim());
    }

    private static async Task PublishUntilAsync(Publisher publisher, WorldMessage world, Task printed, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (!printed.IsCompleted && await timer.WaitForNextTickAsync(cancellation))
        {
            publisher.Publish(world);
        }
    }
}
