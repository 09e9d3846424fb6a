using NetMQ;
using NetMQ.Sockets;
using Perception.Client;
using Perception.Publishing;

namespace Perception.Tests.Client;

/// <summary>A client in another language against the real publisher, over a real socket: the same for each, so that they cannot drift apart.</summary>
public abstract class ForeignClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private protected abstract IForeignClient Client { get; }

    [Fact]
    public async Task Describe_Contract_IsTheCodes()
    {
        Client.Require();

        using ClientProcess client = Client.Listen("--describe");
        string described = await client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(WireSchema.Describe(), described);
    }

    [Fact]
    public async Task Receive_EveryMessage_EveryFieldIsEqual()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using ClientProcess client = Client.Listen(publisher.Endpoint, "--json", "--count", "2", "--timeout", "50", "--stale-after", "100");
        publisher.WaitForSubscribers(1, patience.Token);
        HelloMessage hello = SampleMessages.Full<HelloMessage>();
        hello.SchemaHash = WireSchema.Hash;
        HealthMessage health = SampleMessages.Full<HealthMessage>();
        WorldMessage world = SampleMessages.Full<WorldMessage>();
        WorldMessage empty = new() { SourceId = world.SourceId, SequenceNumber = world.SequenceNumber + 3 };

        // The client subscribes to world last: when that is there, its other subscriptions are.
        publisher.Publish(world);
        publisher.Publish(health);
        publisher.Publish(hello);
        publisher.Publish(empty);

        string output = await client.StandardOutput.ReadToEndAsync(patience.Token);
        string errors = await client.StandardError.ReadToEndAsync(patience.Token);
        await client.WaitForExitAsync(patience.Token);
        Assert.Equal(0, client.ExitCode);
        Assert.Equal($"source {world.SourceId}: expected world {world.SequenceNumber + 1}, found {empty.SequenceNumber}, so 2 lost on the way", errors.Trim());
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        JsonEquality.AssertSays(lines[0], world);
        JsonEquality.AssertSays(lines[1], health);
        JsonEquality.AssertSays(lines[2], hello);
        JsonEquality.AssertSays(lines[3], empty);
    }

    [Fact]
    public async Task Receive_AnyMessages_EveryFieldIsEqual()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        Random random = new(20261130);
        List<IPublishedMessage> messages = [];
        using ClientProcess client = Client.Listen(publisher.Endpoint, "--json", "--count", "30", "--timeout", "50", "--stale-after", "100");
        publisher.WaitForSubscribers(1, patience.Token);
        for (int i = 0; i < 30; i++)
        {
            HelloMessage hello = SampleMessages.Any<HelloMessage>(random);
            HealthMessage health = SampleMessages.Any<HealthMessage>(random);
            WorldMessage world = SampleMessages.Any<WorldMessage>(random);
            (hello.SchemaVersion, hello.SchemaHash, hello.StartTimeNs) = (WireSchema.Version, WireSchema.Hash, 1);
            health.SchemaVersion = WireSchema.Version;
            (world.SchemaVersion, world.SourceId, world.SequenceNumber) = (WireSchema.Version, "front", i);
            messages.AddRange([hello, health, world]);
            publisher.Publish(hello);
            publisher.Publish(health);
            publisher.Publish(world);
        }

        Task<string> errors = client.StandardError.ReadToEndAsync(patience.Token);
        string[] lines = (await client.StandardOutput.ReadToEndAsync(patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(await errors);
        Assert.Equal(messages.Count, lines.Length);
        Assert.All(lines.Zip(messages), pair => JsonEquality.AssertSays(pair.First, pair.Second));
    }

    [Fact]
    public async Task Receive_WorldsOfOlderAndLaterReleases_ReadsWhatTheCSharpClientReads()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using XPublisherSocket publisher = new();
        publisher.Options.XPubVerbose = true;
        publisher.Bind("tcp://127.0.0.1:0");
        byte[][] payloads =
        [
            .. ForeignWorlds.Read.Select(row => ForeignWorlds.Payload(row.Data)),
            .. Enumerable.Range(0, 21).Select(fields => ForeignWorlds.Older(fields, Math.Min(fields, 12))),
            .. Enumerable.Range(0, 13).Select(fields => ForeignWorlds.Older(12, fields)),
            ForeignWorlds.WithShortened(7, ForeignWorlds.Lanes, 0, 6), ForeignWorlds.WithShortened(4, ForeignWorlds.EgoLane),
            ForeignWorlds.WithShortened(11, ForeignWorlds.Tracks, 0, 8), ForeignWorlds.WithShortened(2, ForeignWorlds.Drivable),
        ];
        using ClientProcess client = Client.Listen(publisher.Options.LastEndpoint!, "--json", "--count", $"{payloads.Length}", "--timeout", "50", "--stale-after", "100");
        AwaitSubscriptions(publisher, 3);

        foreach (byte[] payload in payloads)
        {
            publisher.SendMoreFrame(Topics.World).SendFrame(payload);
        }

        Task<string> notices = client.StandardError.ReadToEndAsync(patience.Token);
        string[] lines = (await client.StandardOutput.ReadToEndAsync(patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await notices;
        Assert.Equal(payloads.Length, lines.Length);
        Assert.All(lines.Zip(payloads), pair => JsonEquality.AssertSays(pair.First, WireCodec.Decode<WorldMessage>(pair.Second)));
    }

    [Fact]
    public async Task Receive_OtherTopicsAndNumbersOfFrames_LeavesThemOutAndSaysSo()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using XPublisherSocket publisher = new();
        publisher.Options.XPubVerbose = true;
        publisher.Bind("tcp://127.0.0.1:0");
        using ClientProcess client = Client.Listen(publisher.Options.LastEndpoint!, "--count", "1", "--timeout", "50", "--stale-after", "100");
        AwaitSubscriptions(publisher, 3);

        byte[] world = WireCodecTests.Encode(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" }).ToArray();
        publisher.SendFrame(Topics.World);
        publisher.SendMoreFrame(Topics.World).SendMoreFrame(world).SendFrame(world);
        publisher.SendMoreFrame("worldwide").SendFrame("of a later release");
        publisher.SendMoreFrame(Topics.World).SendFrame(world);

        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);
        string[] notices = (await client.StandardError.ReadToEndAsync(patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["topic world: expected 2 frames, found 1", "topic world: expected 2 frames, found 3"], notices);
        Assert.Equal("front 0 frame 0 at 0.000 s: no lead; 0 tracks; 0 lanes; 0.0 ms", (await printed).Trim());
    }

    [Fact]
    public async Task Receive_StringThatIsNotUtf8_IsReadWithTheBytesReplaced()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using XPublisherSocket publisher = new();
        publisher.Bind("tcp://127.0.0.1:0");
        using ClientProcess client = Client.Listen(publisher.Options.LastEndpoint!, "--json", "--count", "1", "--timeout", "50", "--stale-after", "100");
        AwaitSubscriptions(publisher, 3);

        publisher.SendMoreFrame(Topics.World).SendFrame([0x93, WireSchema.Version, 0, 0xa3, 0x61, 0xff, 0x62]);

        JsonEquality.AssertSays(
            await client.StandardOutput.ReadToEndAsync(patience.Token),
            new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "a\ufffdb" });
    }

    [Fact]
    public async Task Receive_MoreThanAMessageOfItsSizeHolds_IsRefused()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using XPublisherSocket publisher = new();
        publisher.Bind("tcp://127.0.0.1:0");
        using ClientProcess client = Client.Listen(publisher.Options.LastEndpoint!, "--count", "1", "--timeout", "50", "--stale-after", "100");
        AwaitSubscriptions(publisher, 3);

        byte[] tracks = ForeignWorlds.EmptyTracks(1_000_000);
        publisher.SendMoreFrame(Topics.World).SendFrame(tracks);
        publisher.SendMoreFrame(Topics.World).SendFrame(WireCodecTests.Encode(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" }).ToArray());

        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);
        Assert.Equal(
            $"topic world: payload of {tracks.Length} bytes: expected a WorldMessage in MessagePack, found otherwise (more items than a message of its size can hold)",
            (await client.StandardError.ReadToEndAsync(patience.Token)).Trim());
        Assert.Equal("front 0 frame 0 at 0.000 s: no lead; 0 tracks; 0 lanes; 0.0 ms", (await printed).Trim());
    }

    [Fact]
    public async Task Receive_NothingInTime_FailsWithOneSentence()
    {
        Client.Require();
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);

        using ClientProcess client = Client.Listen(publisher.Endpoint, "--timeout", "0.3", "--stale-after", "100");
        string errors = await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, client.ExitCode);
        Assert.Equal($"endpoint {publisher.Endpoint}: expected a world message, found 0 and then none for 0.3 s", errors.Trim());
    }

    [Fact]
    public async Task Receive_NewRunIsFurtherThanTheOld_HelloTellsOfTheRestartAndNoGap()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using ClientProcess client = Client.Listen(publisher.Endpoint, "--json", "--count", "4", "--timeout", "50", "--stale-after", "100");
        publisher.WaitForSubscribers(1, patience.Token);
        HelloMessage hello = new() { SchemaVersion = WireSchema.Version, SchemaHash = WireSchema.Hash, StartTimeNs = 1 };
        WorldMessage world = new() { SchemaVersion = WireSchema.Version, SourceId = "front", SequenceNumber = 49 };

        publisher.Publish(hello);
        publisher.Publish(world);
        hello.StartTimeNs = 2;
        publisher.Publish(hello);
        world.SequenceNumber = 80;
        publisher.Publish(world);
        world.SequenceNumber = 5;
        publisher.Publish(world);
        hello.StartTimeNs = 3;
        publisher.Publish(hello);
        world.SequenceNumber = 7;
        publisher.Publish(world);

        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);
        string[] notices = (await client.StandardError.ReadToEndAsync(patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await printed;
        Assert.Equal(
            [
                "source front: the service was restarted, world numbers begin anew",
                "source front: the service was restarted, world numbers begin anew at 5",
                "source front: expected world 6, found 7, so 1 lost on the way",
            ],
            notices);
    }

    [Fact]
    public async Task Receive_ForeignPayloadsAndContracts_SaysWhatTheCSharpClientSays()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using XPublisherSocket publisher = new();
        publisher.Options.XPubVerbose = true;
        publisher.Bind("tcp://127.0.0.1:0");
        string endpoint = publisher.Options.LastEndpoint!;
        string[] refused = [.. ForeignWorlds.Refused.Select(row => row.Data)];
        string[] read = [.. ForeignWorlds.Read.Select(row => row.Data)];
        using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = endpoint, StaleAfter = TimeSpan.FromSeconds(100) }, TimeProvider.System);
        int count = read.Length + 1;
        using ClientProcess client = Client.Listen(
            endpoint, "--count", $"{count}", "--timeout", "50", "--stale-after", "100");
        AwaitSubscriptions(publisher, 6);

        HelloMessage hello = new() { SchemaVersion = WireSchema.Version, SchemaHash = "0123456789abcdef", StartTimeNs = 1 };
        Send(hello);
        Send(new HelloMessage { SchemaVersion = WireSchema.Version - 1, SchemaHash = "of an older release", StartTimeNs = 1 });
        Send(new WorldMessage { SchemaVersion = WireSchema.Version + 1, SourceId = "front" });
        foreach (string world in refused.Concat(read))
        {
            publisher.SendMoreFrame(Topics.World).SendFrame(ForeignWorlds.Payload(world));
        }

        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);
        string[] told = (await client.StandardError.ReadToEndAsync(patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await printed;
        List<string> expected = [];
        while (subscriber.Worlds < count && subscriber.TryReceive(Patience, out PerceptionEvent? received, patience.Token))
        {
            expected.AddRange(received is PerceptionNotice notice ? [notice.Sentence] : []);
        }

        // What is found in a refused payload, each library says in its own words.
        Assert.Equal(refused.Length, subscriber.Rejected);
        Assert.Equal(expected.Select(UpToTheField), told.Select(UpToTheField));
        string[] refusals = [.. told.Where(sentence => sentence.StartsWith("topic world: ", StringComparison.Ordinal))];
        Assert.All(refused.Zip(refusals), pair => Assert.StartsWith($"topic world: {ForeignWorlds.Refusal(pair.First)}", pair.Second, StringComparison.Ordinal));

        static string UpToTheField(string sentence) => sentence.StartsWith("topic world: ", StringComparison.Ordinal) ? "topic world: " : sentence;

        void Send(IPublishedMessage message) => publisher.SendMoreFrame(message.Topic).SendFrame(WireCodecTests.Encode(message).ToArray());
    }

    [Theory]
    [InlineData("--count 0", "expected a number above 0, found 0")]
    [InlineData("--timeout nan", "expected a number above 0, found nan")]
    [InlineData("--stale-after nan", "stale_after: expected a number from 0.01 to 3600, found nan")]
    [InlineData("tcp://127.0.0.1:65536", "endpoint: expected a port from 0 to 65535 at the end of tcp://HOST:PORT, found 'tcp://127.0.0.1:65536'")]
    [InlineData("127.0.0.1:5556", "endpoint: expected tcp://HOST:PORT or inproc://NAME, found '127.0.0.1:5556'")]
    public async Task Start_BadArgument_SaysExpectedAndFound(string arguments, string sentence)
    {
        Client.Require();

        using ClientProcess client = Client.Listen(arguments.Split(' '));
        string errors = await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, client.ExitCode);
        Assert.EndsWith(sentence, errors.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiveNewest_ReaderIsSlowerThanTheWorlds_PassesOverTheOlderOnes()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using ClientProcess client = Client.Run(ClientCase.SlowReader, publisher.Endpoint);
        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);
        publisher.WaitForSubscribers(1, patience.Token);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        for (int i = 0; !printed.IsCompleted && await timer.WaitForNextTickAsync(patience.Token); i++)
        {
            publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front", SequenceNumber = i, CaptureToPublishNs = 50_000_000 });
        }

        Assert.Equal("true 0 true true", (await printed).Trim().ToLowerInvariant());
    }

    [Fact]
    public async Task Receive_OneOfTwoSourcesFallsSilent_TellsSoWhileTheOtherSends()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using ClientProcess client = Client.Listen(publisher.Endpoint, "--timeout", "50", "--stale-after", "1");
        Task printing = client.StandardOutput.ReadToEndAsync(patience.Token);
        try
        {
            Task<string?> notice = NoticeOfASourceAsync(client.StandardError, patience.Token);
            publisher.WaitForSubscribers(1, patience.Token);
            publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front" });

            // Faster than the client's own waits, so that none of them ends without a message.
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
            for (int i = 0; !notice.IsCompleted && await timer.WaitForNextTickAsync(patience.Token); i++)
            {
                publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "rear", SequenceNumber = i });
            }

            Assert.Matches(@"^source front: stale, no world message for \d+\.\d", await notice);
        }
        finally
        {
            client.Kill();
            await printing;
        }
    }

    [Fact]
    public async Task Receive_SourceComesAgain_TellsThatItIsFresh()
    {
        Client.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using ClientProcess client = Client.Listen(publisher.Endpoint, "--count", "2", "--timeout", "50", "--stale-after", "0.3");
        Task<string> printed = client.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string?> stale = NoticeOfASourceAsync(client.StandardError, patience.Token);
        publisher.WaitForSubscribers(1, patience.Token);
        WorldMessage world = new() { SchemaVersion = WireSchema.Version, SourceId = "front" };

        publisher.Publish(world);
        Assert.Matches(@"^source front: stale, no world message for \d+\.\d s$", await stale);
        world.SequenceNumber = 1;
        publisher.Publish(world);

        Assert.Matches(@"^source front: fresh again after \d+\.\d s$", await client.StandardError.ReadLineAsync(patience.Token));
        await printed;
    }

    [Fact]
    public async Task Receive_NothingSinceConnecting_TellsSo()
    {
        Client.Require();
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);

        using ClientProcess client = Client.Listen(publisher.Endpoint, "--timeout", "5", "--stale-after", "0.2");
        string errors = await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);

        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^no world message since connecting \d\.\d s ago$", lines[0]);
        Assert.Equal($"endpoint {publisher.Endpoint}: expected a world message, found 0 and then none for 5 s", Assert.Single(lines[1..]));
    }

    private static void AwaitSubscriptions(XPublisherSocket publisher, int count)
    {
        for (int topic = 0; topic < count; topic++)
        {
            Assert.True(publisher.TryReceiveFrameBytes(Patience, out _));
        }
    }

    /// <summary>The first line about a source; that nothing came since connecting may be said before, where connecting takes long.</summary>
    private static async Task<string?> NoticeOfASourceAsync(StreamReader errors, CancellationToken cancellation)
    {
        string? line;
        do
        {
            line = await errors.ReadLineAsync(cancellation);
        }
        while (line?.StartsWith("no world message since connecting", StringComparison.Ordinal) == true);

        return line;
    }
}
