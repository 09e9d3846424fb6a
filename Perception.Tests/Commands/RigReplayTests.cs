using Perception.Client;
using Perception.Commands;
using Perception.Pipeline;
using Perception.Service;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>A rig's drives replayed together, and again by the schedule of a run that lost frames. The real program.</summary>
public sealed class RigReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _endpoint = ServiceEndpoint.Free();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_ScheduleOfAReplayThatDroppedInstants_GivesThePayloadsByteForByteApartFromTheClockFields()
    {
        // Ten times as fast as they were recorded: most instants are dropped for newer ones, and which is a matter of time. The left drive ends
        // first, so that nothing of it is in the last instant.
        string config = Config();
        string schedule = _folder.At("schedule.jsonl");
        string live = _folder.At("live.jsonl");
        ProcessResult recorded = await PerceiveProcess.RunAsync(
            "replay", "--config", config, "--no-publish", "--pace", "10", "--record-schedule", schedule, "--log", live, "--no-clock");
        Assert.Equal((0, string.Empty), (recorded.ExitCode, recorded.Errors));
        int worlds = await WorldsAsync(live);
        Assert.InRange(worlds, 2, 119);
        string[] lines = await File.ReadAllLinesAsync(schedule, Cancellation);
        Assert.Contains(lines, line => line.Contains("\"cause\":\"newerFrame\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"contribution\"", StringComparison.Ordinal) && !line.Contains("contributed", StringComparison.Ordinal));

        string again = _folder.At("again.jsonl");
        string[] follow = ["--config", config, "--schedule", schedule];
        List<byte[]> first = await WorldPayloads.ReceiveAsync(worlds, [.. follow, "--golden", live, "--log", again, "--no-clock"]);
        List<byte[]> second = await WorldPayloads.ReceiveAsync(worlds, follow);
        Assert.Equal(first.Select(WorldPayloads.WithoutClocks), second.Select(WorldPayloads.WithoutClocks));
        Assert.Equal(await File.ReadAllTextAsync(live, Cancellation), await File.ReadAllTextAsync(again, Cancellation));
    }

    [Fact]
    public async Task Replay_ScheduleOfALiveRunThatWasStopped_GivesTheSameMessages()
    {
        string config = Config("    loop: true", "schedules: schedules", "log: live.jsonl", "delivery: {recording: lossless}");
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds >= 10);
        service.Signal("TERM");
        ProcessResult live = await service.EndAsync();
        Assert.Equal((0, string.Empty), (live.ExitCode, live.Errors));
        string schedule = _folder.At("schedules/car.schedule.jsonl");
        Assert.Equal([schedule], Directory.GetFiles(_folder.At("schedules")));

        ProcessResult followed = await PerceiveProcess.RunAsync("replay", "--config", config, "--no-publish", "--schedule", schedule, "--golden", _folder.At("live.jsonl"));
        Assert.Equal((0, string.Empty), (followed.ExitCode, followed.Errors));
        Assert.Contains($"golden    {await WorldsAsync(_folder.At("live.jsonl"))} messages equal", followed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max", null, "", 60)]
    [InlineData("realtime", "car.jsonl", "", 60)]
    [InlineData("realtime", null, "", 5)]
    [InlineData("max", null, "watchdog: {stallSeconds: 7}", 7)]
    [InlineData("max", null, "watchdog: {maxRestarts: 2}", 5)]
    public void Options_StageThatStandsStill_IsWaitedForAMinuteWhereNobodyWaitsUnlessTheFileSaysOtherwise(string pace, string? schedule, string watchdog, double seconds)
    {
        ServiceConfiguration configuration = ServiceConfiguration.Load(Config(watchdog));
        ReplayRequest request = new() { Drive = null, Pace = pace == "max" ? Pace.Max : Pace.Realtime, Schedule = schedule };

        Assert.Equal(TimeSpan.FromSeconds(seconds), RigReplay.Options(request, configuration, ThreadBudget.ForLatency(cores: 2, networks: 1)).Watchdog.StallTimeout);
    }

    [Fact]
    public async Task Replay_InterruptedWhileADriveIsOpened_EndsAtOnce()
    {
        using StandingDrive left = await StandingDrive.MakeAsync(_folder.At("left.mp4"));
        DrawnRoad.WriteVideo(_folder.At("front.mp4"), frames: 2);
        string config = _folder.Write("car.yaml", "schema: 1\nrig: {id: car}\ncameras: [{id: front, drive: front.mp4}, {id: left, drive: left.mp4}]");
        using PerceiveProcess replay = PerceiveProcess.Start("replay", "--config", config, "--no-publish");
        await left.OpenedAsync();
        replay.Signal("INT");
        Assert.Equal(new ProcessResult(0, string.Empty, string.Empty), await replay.EndAsync());
    }

    [Fact]
    public async Task Replay_PaceMax_LosesNothingAndGivesTheSameMessages()
    {
        string config = Config();
        File.WriteAllText(Path.Combine(_folder.At("left"), "000007.png"), "no image");
        string golden = _folder.At("golden.jsonl");
        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", "--config", config, "--no-publish", "--pace", "max", "--log", golden)).ExitCode);
        Assert.Equal(120, await WorldsAsync(golden));

        // A service's log has the worlds of cameras outside the rig as well.
        await File.AppendAllTextAsync(golden, "{\"topic\":\"world\",\"sourceId\":\"rear\"}\n", Cancellation);
        ProcessResult again = await PerceiveProcess.RunAsync("replay", "--config", config, "--no-publish", "--pace", "max", "--golden", golden);
        Assert.Equal((0, string.Empty), (again.ExitCode, again.Errors));
        Assert.Contains("source    front\nframes    120 read, 120 published, dropped: none\n", again.Output, StringComparison.Ordinal);
        Assert.Contains("source    left\nframes    ", again.Output, StringComparison.Ordinal);
        Assert.Contains($"golden    120 messages equal to {golden}, 1 of other sources skipped", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_StoppedWhileItFollowsASchedule_EndsAsAnyReplayThatIsStopped()
    {
        string config = Config();
        string schedule = _folder.At("schedule.jsonl");
        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", "--config", config, "--no-publish", "--pace", "max", "--record-schedule", schedule)).ExitCode);
        ProcessResult stopped = await StoppedReplay.RunAsync("--config", config, "--schedule", schedule);
        Assert.Equal((0, string.Empty), (stopped.ExitCode, stopped.Errors));
    }

    [Fact]
    public async Task Replay_ScheduleThatCannotBeFollowed_IsOneSentence()
    {
        string config = Config();
        string schedule = _folder.At("schedule.jsonl");
        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", "--config", config, "--no-publish", "--pace", "max", "--record-schedule", schedule)).ExitCode);
        string[] lines = await File.ReadAllLinesAsync(schedule, Cancellation);

        await FailsAsync(config, schedule, "DRIVE", "--config: expected neither a drive nor options of a single one beside it, found DRIVE", "front.mp4");
        await FailsAsync(config, schedule, "option", "--config: expected neither a drive nor options of a single one beside it, found --loop", "--loop");

        string cut = _folder.At("cut.jsonl");
        await File.WriteAllLinesAsync(cut, lines.Take(lines.Length / 2), Cancellation);
        await FailsAsync(config, cut, "cut between lines", $"cut.jsonl:{lines.Length / 2}: expected the end of the schedule with the number of its events, found");
        await File.WriteAllTextAsync(cut, string.Join('\n', lines)[..^40], Cancellation);
        await FailsAsync(config, cut, "cut in a line", "expected a line of a schedule");

        string other = _folder.Write("other.yaml", (await File.ReadAllTextAsync(config, Cancellation)).Replace("id: left", "id: right", StringComparison.Ordinal));
        await FailsAsync(other, schedule, "other cameras", "schedule.jsonl: expected the schedule of the rig 'car' with the cameras front, right, found that of 'car' with front, left");

        string single = _folder.At("single.jsonl");
        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", _folder.At("front.mp4"), "--no-publish", "--frames", "..3", "--record-schedule", single)).ExitCode);
        await FailsAsync(config, single, "of a single source", "single.jsonl: expected the schedule of the rig 'car', found that of the single source 'front'");
        ProcessResult wrongWay = await PerceiveProcess.RunAsync("replay", _folder.At("front.mp4"), "--no-publish", "--schedule", schedule);
        wrongWay.AssertOneSentence("schedule.jsonl: expected the schedule of a single source, found that of the rig 'car'");

        string times = Path.Combine(_folder.At("left"), "timestamps.csv");
        await File.WriteAllTextAsync(times, (await File.ReadAllTextAsync(times, Cancellation)).Replace("0,0\n", "0,1\n", StringComparison.Ordinal), Cancellation);
        await FailsAsync(config, schedule, "other drive", "schedule.jsonl: expected frame 0 of left to be captured at 0 ns, found 1 ns: it was recorded with another drive");
        DrawnRoad.WriteImages(_folder.At("left"), frames: 80);
        DrawnRoad.WriteVideo(_folder.At("front.mp4"), frames: 2);
        string kept = _folder.Write("kept.jsonl", "kept");
        await FailsAsync(config, schedule, "shorter drive", "schedule.jsonl: expected front as it was recorded, found 2 frames in place of 120, another recording (", "--record-schedule", kept);
        Assert.Equal("kept", await File.ReadAllTextAsync(kept, Cancellation));

        string alone = _folder.Write("alone.yaml", "schema: 1\ncameras: [{id: front, drive: front.mp4}]");
        await FailsAsync(alone, schedule, "no rig", "alone.yaml: expected a rig whose cameras are replayed together, found none");
        string live = _folder.Write("live.yaml", "schema: 1\nrig: {id: car}\ncameras: [{id: front, drive: front.mp4}, {id: left, address: 'rtsp://admin:secret^1@10.0.0.4/left'}]");
        await FailsAsync(live, schedule, "live camera", "live.yaml: camera left: expected a drive, found the address rtsp://10.0.0.4/left, which");
    }

    private static async Task FailsAsync(string config, string schedule, string what, string expected, params string[] more)
    {
        ProcessResult result = await PerceiveProcess.RunAsync(["replay", .. more, "--config", config, "--no-publish", "--schedule", schedule]);
        Assert.True(result.ExitCode != 0, what);
        result.AssertOneSentence(expected);
    }

    private static async Task<int> WorldsAsync(string log) =>
        (await File.ReadAllLinesAsync(log, Cancellation)).Count(line => line.StartsWith("{\"topic\":\"world\"", StringComparison.Ordinal));

    /// <summary>A front camera of 120 frames and a left one of 80, both at 20 Hz.</summary>
    private string Config(params string[] more)
    {
        DrawnRoad.WriteVideo(_folder.At("front.mp4"), frames: 120);
        DrawnRoad.WriteImages(_folder.At("left"), frames: 80);
        return _folder.Write("car.yaml", $"""
            schema: 1
            publish: {_endpoint}
            rig:
              id: car
            cameras:
              - id: front
                drive: front.mp4
              - id: left
                drive: left
            {string.Join('\n', more)}
            """);
    }

    [Fact]
    public async Task Replay_LoopedCamera_IsOneSentence()
    {
        string config = Config("    loop: true");
        ProcessResult result = await PerceiveProcess.RunAsync("replay", "--config", config, "--no-publish");
        Assert.NotEqual(0, result.ExitCode);
        result.AssertOneSentence("car.yaml: camera left: expected a drive that ends, found loop: true, which perceive run plays over and over");
    }
}
