using System.CommandLine;
using System.Text.Json;
using Perception.Client;
using Perception.Commands;
using Perception.Publishing;

namespace Perception.Tests.Commands;

public sealed class ListenCommandTests : IDisposable
{
    private readonly Publisher _publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _publisher.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Json_ThreeWorldsWithAHole_OneLineEachAndTheGapOnTheErrorStream()
    {
        Task<int> listening = ListenAsync(_publisher.Endpoint, "--json", "--count", "3", "--timeout", "20", "--stale-after", "60");
        _publisher.WaitForSubscribers(1, TestContext.Current.CancellationToken);

        _publisher.Publish(new HelloMessage { SchemaHash = WireSchema.Hash });
        foreach (long number in new long[] { 0, 1, 4 })
        {
            _publisher.Publish(new WorldMessage { SourceId = "front", SequenceNumber = number });
        }

        Assert.Equal(0, await listening);
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["hello", "world", "world", "world"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("topic").GetString()!));
        Assert.All(lines, line => Assert.StartsWith("{\"topic\":", line, StringComparison.Ordinal));
        Assert.Equal("source front: expected world 2, found 4, so 2 lost on the way" + Environment.NewLine, _error.ToString());
    }

    [Fact]
    public async Task Lines_OneWorld_TellsLeadTracksAndLanes()
    {
        Task<int> listening = ListenAsync(_publisher.Endpoint, "--count", "1", "--timeout", "20");
        _publisher.WaitForSubscribers(1, TestContext.Current.CancellationToken);

        _publisher.Publish(new HealthMessage { State = HealthState.SourceLost, LastFault = "camera front: gone" });
        _publisher.Publish(new WorldMessage
        {
            SourceId = "front",
            SequenceNumber = 7,
            FrameId = 8,
            CaptureTimeNs = 1_500_000_000,
            CaptureTimestamp = TimeProvider.System.GetTimestamp(),
            Tracks = [new TrackMessage { TrackId = 3, State = TrackState.Confirmed }, new TrackMessage { TrackId = 4 }],
            Lanes = [new LaneMessage { Position = LanePosition.EgoLeft, Quality = 0.9f }],
            Lead = new LeadMessage { TrackId = 3, Range = 31.25, RangeSigma = 1.5, ClosingSpeed = 2, ClosingSpeedSigma = 0.5, TimeToCollision = 15.6 },
        });

        Assert.Equal(0, await listening);
        string[] lines = _output.ToString().Split(Environment.NewLine);
        Assert.Equal("service source lost; last fault: camera front: gone", lines[0]);
        Assert.StartsWith(
            "front 7 frame 8 at 1.500 s: lead 3 at 31.3 ± 1.5 m, closing 2.0 ± 0.5 m/s, contact in 15.6 s; 1 confirmed of 2 tracks; ego left 0.90; ",
            lines[1],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingWithinTimeout_FailsWithOneSentence()
    {
        int exitCode = await ListenAsync(_publisher.Endpoint, "--json", "--count", "2", "--timeout", "0.2", "--stale-after", "60");

        Assert.Equal(1, exitCode);
        Assert.Equal($"endpoint {_publisher.Endpoint}: expected 2 world messages, found 0 and then none for 0.2 s{Environment.NewLine}", _error.ToString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("tcp://127.0.0.1:99999")]
    public async Task BadEndpoint_FailsWithOneSentence(string endpoint)
    {
        int exitCode = await ListenAsync(endpoint);

        Assert.Equal(1, exitCode);
        Assert.Contains($"found '{endpoint}'", Assert.Single(_error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CountOfZero_IsRefused()
    {
        int exitCode = await ListenAsync(_publisher.Endpoint, "--count", "0");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("--count: expected a number above 0, found 0", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> ListenAsync(params string[] arguments) => Task.Run(() => ListenCommand.Create().Parse(arguments)
        .InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error }, TestContext.Current.CancellationToken));
}
