using Perception.Client;
using Perception.Pipeline;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>The same drive gives the same messages: by the bytes of the payload, by a recorded schedule, by comparison with a stored run. The real program.</summary>
public sealed class DeterministicReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_PaceMaxTwice_GivesThePayloadsByteForByteApartFromTheClockFields()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 25);
        List<byte[]> first = await WorldPayloads.ReceiveAsync(25, drive, "--pace", "max");
        List<byte[]> second = await WorldPayloads.ReceiveAsync(25, drive, "--pace", "max");

        Assert.Equal(25, first.Count);
        for (int i = 0; i < first.Count; i++)
        {
            Assert.NotEqual(first[i], second[i]);
            Assert.Equal(WorldPayloads.WithoutClocks(first[i]), WorldPayloads.WithoutClocks(second[i]));
        }
    }

    [Fact]
    public async Task Replay_ScheduleOfARunThatDroppedFrames_GivesTheSameMessages()
    {
        // Ten times as fast as it was recorded: most frames are dropped for newer ones, and which is a matter of time.
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 120);
        string schedule = _folder.At("schedule.jsonl");
        string live = _folder.At("live.jsonl");
        ProcessResult recorded = await PerceiveProcess.RunAsync(
            "replay", drive, "--no-publish", "--pace", "10", "--record-schedule", schedule, "--log", live, "--no-clock", "--summary", _folder.At("live.json"));
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
    public async Task Replay_PausedForLongerThanALiveStageMayStandStill_LosesNoFrame()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 150);
        string summary = _folder.At("summary.json");
        string endpoint = ServiceEndpoint.Free();
        using PerceiveProcess replay = PerceiveProcess.Start("replay", drive, "--pace", "max", "--publish", endpoint, "--wait-for-subscribers", "1", "--summary", summary);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds >= 5);
        replay.Signal("STOP");
        await Task.Delay(new WatchdogOptions().StallTimeout + TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);
        replay.Signal("CONT");
        ProcessResult result = await replay.EndAsync();
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Errors));
        Assert.Equal(150, Summary.Integer(summary, "framesPublished"));
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

    [Fact]
    public async Task Replay_GoldenWithMessagesOfOtherSources_SkipsThem()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 5);
        string golden = _folder.At("golden.jsonl");
        string other = _folder.At("other.jsonl");
        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--log", golden)).ExitCode);
        string[] lines = await File.ReadAllLinesAsync(golden, Cancellation);
        await File.WriteAllLinesAsync(golden, lines.SelectMany(line => new[] { line.Replace("\"sourceId\":\"road\"", "\"sourceId\":\"rear\"", StringComparison.Ordinal), line }), Cancellation);
        await File.WriteAllLinesAsync(other, lines.Select(line => line.Replace("\"sourceId\":\"road\"", "\"sourceId\":\"rear\"", StringComparison.Ordinal)), Cancellation);

        ProcessResult same = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--golden", golden);
        Assert.Equal((0, string.Empty), (same.ExitCode, same.Errors));
        Assert.Contains($"golden    5 messages equal to {golden}, 5 of other sources skipped", same.Output, StringComparison.Ordinal);

        ProcessResult none = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--golden", other);
        none.AssertOneSentence("other.jsonl: expected 0 messages of road, as stored beside 5 of other sources, found more: the next is of frame 0");
    }

    [Fact]
    public async Task Replay_StoppedWhileItFollowsASchedule_EndsAsAnyReplayThatIsStopped()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 120);
        string schedule = _folder.At("schedule.jsonl");
        string golden = _folder.At("golden.jsonl");
        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--record-schedule", schedule, "--log", golden)).ExitCode);
        ProcessResult stopped = await StoppedReplay.RunAsync(drive, "--schedule", schedule);
        Assert.Equal((0, string.Empty), (stopped.ExitCode, stopped.Errors));

        ProcessResult compared = await StoppedReplay.RunAsync(drive, "--schedule", schedule, "--golden", golden);
        compared.AssertOneSentence("golden.jsonl: expected a whole run to compare, found it stopped after", "messages of road, all equal");
    }

    [Theory]
    [InlineData("", "expected the head of a schedule of version 3, found an empty file")]
    [InlineData("{\"schedule\":1}", "expected the head of a schedule of version 3")]
    [InlineData("{\"schedule\":2,\"source\":\"road\",\"networks\":[]}\n{\"end\":0}", "expected the head of a schedule of version 3, found {\"schedule\":2,")]
    [InlineData("no schedule", "expected a line of a schedule")]
    [InlineData("{\"schedule\":3,\"source\":\"road\",\"input\":{},\"imageMotion\":true,\"networks\":[]}", "expected the end of the schedule with the number of its events")]
    [InlineData("{\"schedule\":3,\"imageMotion\":true,\"rig\":\"car\",\"cameras\":[],\"networks\":[]}\n{\"end\":0}", "expected the schedule of a single source, found that of the rig 'car'")]
    [InlineData("{\"schedule\":3,\"source\":\"road\",\"input\":{},\"imageMotion\":true,\"networks\":[{\"name\":\"other\",\"sha256\":\"0123456789abcdef\"}]}\n{\"end\":0}", "expected the networks that it was recorded with (other 01234567)")]
    public async Task Replay_ScheduleThatCannotBeUsed_IsOneSentence(string text, string expected)
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 3);
        string schedule = _folder.Write("schedule.jsonl", text);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--schedule", schedule);
        result.AssertOneSentence("schedule.jsonl", expected);
    }
}
