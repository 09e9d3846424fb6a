using System.Text;
using MessagePack;
using NetMQ;
using NetMQ.Sockets;
using Perception.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>The same drive gives the same messages: by the bytes of the payload, by a recorded schedule, by comparison with a stored run. The real program.</summary>
public sealed class DeterministicReplayTests : IDisposable
{
    private static readonly int[] ClockKeys = [6, 7, 8];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_PaceMaxTwice_GivesThePayloadsByteForByteApartFromTheClockFields()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 25);
        List<byte[]> first = await PayloadsAsync(drive, 25);
        List<byte[]> second = await PayloadsAsync(drive, 25);

        Assert.Equal(25, first.Count);
        for (int i = 0; i < first.Count; i++)
        {
            Assert.NotEqual(first[i], second[i]);
            Assert.Equal(WithoutClocks(first[i]), WithoutClocks(second[i]));
        }
    }

    [Fact]
    public async Task Replay_ScheduleOfARunThatDroppedFrames_GivesTheSameMessages()
    {
        // Fifty times as fast as it was recorded: most frames are dropped for newer ones, and which is a matter of time.
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 120);
        string schedule = _folder.At("schedule.jsonl");
        string live = _folder.At("live.jsonl");
        ProcessResult recorded = await PerceiveProcess.RunAsync(
            "replay", drive, "--no-publish", "--pace", "50", "--record-schedule", schedule, "--log", live, "--no-clock", "--summary", _folder.At("live.json"));
        Assert.Equal((0, string.Empty), (recorded.ExitCode, recorded.Errors));
        int published = Summary.Integer(_folder.At("live.json"), "framesPublished");
        Assert.InRange(published, 2, 119);

        string again = _folder.At("again.jsonl");
        ProcessResult followed = await PerceiveProcess.RunAsync(
            "replay", drive, "--no-publish", "--schedule", schedule, "--golden", live, "--log", again, "--no-clock", "--summary", _folder.At("again.json"));
        Assert.Equal((0, string.Empty), (followed.ExitCode, followed.Errors));
        Assert.Contains($"golden    {published} messages equal", followed.Output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(live, Cancellation), await File.ReadAllTextAsync(again, Cancellation));
        Assert.Equal(
            Summary.Integer(_folder.At("live.json"), "framesDropped", "newerFrame"), Summary.Integer(_folder.At("again.json"), "framesDropped", "newerFrame"));
    }

    [Fact]
    public async Task Replay_GoldenOfAnotherRun_EndsWithTheFirstDifference()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 10);
        string golden = _folder.At("golden.jsonl");
        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--log", golden)).ExitCode);
        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--golden", golden)).ExitCode);

        string[] lines = await File.ReadAllLinesAsync(golden, Cancellation);
        int world = Array.FindIndex(lines, line => line.StartsWith("{\"topic\":\"world\"", StringComparison.Ordinal) && line.Contains("\"frameId\":6,", StringComparison.Ordinal));
        lines[world] = lines[world].Replace("\"captureTimeNs\":300000000", "\"captureTimeNs\":300000001", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(golden, lines, Cancellation);
        ProcessResult different = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--golden", golden);
        different.AssertOneSentence("golden.jsonl", "world 6 of road (frame 6): captureTimeNs: expected 300000001, found 300000000");

        ProcessResult shorter = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--frames", "0..5", "--golden", golden);
        shorter.AssertOneSentence("golden.jsonl", "expected more than 5 messages");
    }

    [Theory]
    [InlineData("", "expected the head of a schedule of version 1, found an empty file")]
    [InlineData("{\"schedule\":2}", "expected the head of a schedule of version 1")]
    [InlineData("no schedule", "expected a line of a schedule")]
    [InlineData("{\"schedule\":1,\"source\":\"road\",\"networks\":[{\"name\":\"other\",\"sha256\":\"0123456789abcdef\"}]}", "expected the networks that it was recorded with (other 01234567)")]
    public async Task Replay_ScheduleThatCannotBeUsed_IsOneSentence(string text, string expected)
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 3);
        string schedule = _folder.Write("schedule.jsonl", text);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--schedule", schedule);
        result.AssertOneSentence("schedule.jsonl", expected);
    }

    private static async Task<List<byte[]>> PayloadsAsync(string drive, int count)
    {
        string endpoint = ServiceEndpoint.Free();
        using SubscriberSocket socket = new();
        socket.Options.ReceiveHighWatermark = 0;
        socket.Connect(endpoint);
        socket.Subscribe(Topics.World);
        using PerceiveProcess service = PerceiveProcess.Start("replay", drive, "--publish", endpoint, "--pace", "max", "--wait-for-subscribers", "1");
        List<byte[]> payloads = [];
        while (payloads.Count < count)
        {
            NetMQMessage? message = null;
            Assert.True(socket.TryReceiveMultipartMessage(ServiceEndpoint.Patience, ref message), $"expected {count} payloads, found {payloads.Count}");
            Assert.Equal(Topics.World, message![0].ConvertToString(Encoding.ASCII));
            payloads.Add(message[1].ToByteArray());
        }

        Assert.Equal(0, (await service.EndAsync()).ExitCode);
        return payloads;
    }

    /// <summary>The payload's fields as they lie there, one after the other, without publish time, latency and stage times.</summary>
    private static byte[] WithoutClocks(byte[] payload)
    {
        MessagePackReader reader = new(payload);
        int fields = reader.ReadArrayHeader();
        List<byte> kept = [];
        for (int key = 0; key < fields; key++)
        {
            long start = reader.Consumed;
            reader.Skip();
            if (!ClockKeys.Contains(key))
            {
                kept.AddRange(payload.AsSpan((int)start, (int)(reader.Consumed - start)));
            }
        }

        return [.. kept];
    }
}
