using System.Diagnostics;
using System.Text.Json;
using NetMQ;
using NetMQ.Sockets;
using Perception.Client;
using Perception.Publishing;

namespace Perception.Tests.Client;

/// <summary>The Python client against the real publisher, over a real socket.</summary>
public sealed class PythonClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Describe_Contract_IsTheCodes()
    {
        PythonClient.Require();

        using Process python = PythonClient.Start("-m", "perception_client", "--describe");
        string described = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(WireSchema.Describe(), described);
    }

    [Fact]
    public async Task Receive_EveryMessage_EveryFieldIsEqual()
    {
        PythonClient.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using Process python = PythonClient.Start("-m", "perception_client", publisher.Endpoint, "--json", "--count", "2", "--timeout", "50", "--stale-after", "100");
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

        string output = await python.StandardOutput.ReadToEndAsync(patience.Token);
        string errors = await python.StandardError.ReadToEndAsync(patience.Token);
        await python.WaitForExitAsync(patience.Token);
        Assert.Equal(0, python.ExitCode);
        Assert.Equal($"source {world.SourceId}: expected world {world.SequenceNumber + 1}, found {empty.SequenceNumber}, so 2 lost on the way", errors.Trim());
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        using MessageJson json = new();
        AssertEqual(JsonDocument.Parse(json.Line(world).ToArray()).RootElement, lines[0]);
        AssertEqual(JsonDocument.Parse(json.Line(health).ToArray()).RootElement, lines[1]);
        AssertEqual(JsonDocument.Parse(json.Line(hello).ToArray()).RootElement, lines[2]);
        AssertEqual(JsonDocument.Parse(json.Line(empty).ToArray()).RootElement, lines[3]);
    }

    [Fact]
    public async Task Receive_NothingInTime_FailsWithOneSentence()
    {
        PythonClient.Require();
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);

        using Process python = PythonClient.Start("-m", "perception_client", publisher.Endpoint, "--timeout", "0.3", "--stale-after", "100");
        string errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, python.ExitCode);
        Assert.Equal($"endpoint {publisher.Endpoint}: expected a world message, found 0 and then none for 0.3 s", errors.Trim());
    }

    [Fact]
    public async Task Receive_NewRunIsFurtherThanTheOld_HelloTellsOfTheRestartAndNoGap()
    {
        PythonClient.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using Process python = PythonClient.Start("-m", "perception_client", publisher.Endpoint, "--json", "--count", "4", "--timeout", "50", "--stale-after", "100");
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

        Task<string> printed = python.StandardOutput.ReadToEndAsync(patience.Token);
        string[] notices = (await python.StandardError.ReadToEndAsync(patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
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
        PythonClient.Require();
        using CancellationTokenSource patience = new(Patience);
        using XPublisherSocket publisher = new();
        publisher.Options.XPubVerbose = true;
        publisher.Bind("tcp://127.0.0.1:0");
        string endpoint = publisher.Options.LastEndpoint!;
        string[] refused = [.. ForeignWorlds.Refused.Select(row => row.Data)];
        string[] read = [.. ForeignWorlds.Read.Select(row => row.Data)];
        using PerceptionSubscriber subscriber = new(new SubscriberOptions { Endpoint = endpoint, StaleAfter = TimeSpan.FromSeconds(100) }, TimeProvider.System);
        int count = read.Length + 1;
        using Process python = PythonClient.Start(
            "-m", "perception_client", endpoint, "--count", $"{count}", "--timeout", "50", "--stale-after", "100");
        for (int topic = 0; topic < 6; topic++)
        {
            Assert.True(publisher.TryReceiveFrameBytes(Patience, out _));
        }

        HelloMessage hello = new() { SchemaVersion = WireSchema.Version, SchemaHash = "0123456789abcdef", StartTimeNs = 1 };
        Send(hello);
        Send(new HelloMessage { SchemaVersion = WireSchema.Version - 1, SchemaHash = "of an older release", StartTimeNs = 1 });
        Send(new WorldMessage { SchemaVersion = WireSchema.Version + 1, SourceId = "front" });
        foreach (string world in refused.Concat(read))
        {
            publisher.SendMoreFrame(Topics.World).SendFrame(ForeignWorlds.Payload(world));
        }

        Task<string> printed = python.StandardOutput.ReadToEndAsync(patience.Token);
        string[] told = (await python.StandardError.ReadToEndAsync(patience.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await printed;
        List<string> expected = [];
        while (subscriber.Worlds < count && subscriber.TryReceive(Patience, out PerceptionEvent? received, patience.Token))
        {
            expected.AddRange(received is PerceptionNotice notice ? [notice.Sentence] : []);
        }

        // What is found in a refused payload, each library says in its own words.
        Assert.Equal(refused.Length, subscriber.Rejected);
        Assert.Equal(expected.Select(UpToTheField), told.Select(UpToTheField));

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
        PythonClient.Require();

        using Process python = PythonClient.Start(["-m", "perception_client", .. arguments.Split(' ')]);
        string errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, python.ExitCode);
        Assert.EndsWith(sentence, errors.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiveNewest_ReaderIsSlowerThanTheWorlds_PassesOverTheOlderOnes()
    {
        const string slowReader = """
            import sys, time
            from perception_client import Received, Subscriber
            with Subscriber(sys.argv[1], stale_after=100) as subscriber:
                given = []
                while subscriber.passed_over == 0:
                    time.sleep(0.2)
                    event = subscriber.receive_newest(timeout=10)
                    given.append((event.message.sequence_number, subscriber.age(event)))
                print(len(given) + subscriber.passed_over == subscriber.worlds, subscriber.missed, all(age > 0.05 for _, age in given), given[-1][0] == subscriber.world.sequence_number)
            """;
        PythonClient.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using Process python = PythonClient.Start("-c", slowReader, publisher.Endpoint);
        Task<string> printed = python.StandardOutput.ReadToEndAsync(patience.Token);
        publisher.WaitForSubscribers(1, patience.Token);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        for (int i = 0; !printed.IsCompleted && await timer.WaitForNextTickAsync(patience.Token); i++)
        {
            publisher.Publish(new WorldMessage { SchemaVersion = WireSchema.Version, SourceId = "front", SequenceNumber = i, CaptureToPublishNs = 50_000_000 });
        }

        Assert.Equal("True 0 True True", (await printed).Trim());
    }

    [Fact]
    public async Task Receive_OneOfTwoSourcesFallsSilent_TellsSoWhileTheOtherSends()
    {
        PythonClient.Require();
        using CancellationTokenSource patience = new(Patience);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using Process python = PythonClient.Start("-m", "perception_client", publisher.Endpoint, "--timeout", "50", "--stale-after", "1");
        Task printing = python.StandardOutput.ReadToEndAsync(patience.Token);
        try
        {
            Task<string?> notice = NoticeOfASourceAsync(python.StandardError, patience.Token);
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
            python.Kill();
            await printing;
        }
    }

    [Fact]
    public async Task Receive_NothingSinceConnecting_TellsSo()
    {
        PythonClient.Require();
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);

        using Process python = PythonClient.Start("-m", "perception_client", publisher.Endpoint, "--timeout", "5", "--stale-after", "0.2");
        string errors = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);

        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^no world message since connecting \d\.\d s ago$", lines[0]);
        Assert.Equal($"endpoint {publisher.Endpoint}: expected a world message, found 0 and then none for 5 s", Assert.Single(lines[1..]));
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

    private static void AssertEqual(JsonElement expected, string line)
    {
        using JsonDocument actual = JsonDocument.Parse(line);
        AssertEqual(expected, actual.RootElement, "$");
    }

    /// <summary>Python writes 32-bit numbers with the digits of 64-bit ones, so numbers compare as either.</summary>
    private static void AssertEqual(JsonElement expected, JsonElement actual, string path)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{path}: expected {expected}, found {actual}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Select(field => field.Name), actual.EnumerateObject().Select(field => field.Name));
                foreach (JsonProperty field in expected.EnumerateObject())
                {
                    AssertEqual(field.Value, actual.GetProperty(field.Name), $"{path}.{field.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                for (int i = 0; i < expected.GetArrayLength(); i++)
                {
                    AssertEqual(expected[i], actual[i], $"{path}[{i}]");
                }

                break;
            case JsonValueKind.Number:
                bool isEqual = expected.GetDouble() == actual.GetDouble() || float.Parse(expected.GetRawText(), System.Globalization.CultureInfo.InvariantCulture) == (float)actual.GetDouble();
                Assert.True(isEqual, $"{path}: expected {expected}, found {actual}");
                break;
            default:
                Assert.Equal(expected.ToString(), actual.ToString());
                break;
        }
    }
}
