using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Rigs;
using Perception.Schedules;
using Perception.Tests.Rigs;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;

namespace Perception.Tests.Schedules;

/// <summary>The recorded schedule of a rig gives the same worlds again, whatever was late, missing, failed or dropped.</summary>
public sealed class RigScheduleTests : IDisposable
{
    private const long Ms = 1_000_000;
    private static readonly string[] Ids = ["front", "left"];
    private static readonly RigOptions Rig = new() { Id = "car", Wait = TimeSpan.FromSeconds(1) };

    private readonly TemporaryFolder _folder = new();
    private readonly List<long>[] _captured = [[], []];
    private readonly TimerTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Follow_RunWithLateMissingFailedAndDroppedFrames_GivesTheSameWorlds()
    {
        string path = _folder.At("schedule.jsonl");
        RigRun live = await RecordAsync(path);
        Assert.Superset(
            new HashSet<ContributionState> { ContributionState.Contributed, ContributionState.Missing, ContributionState.Late, ContributionState.Degraded },
            live.Worlds.Select(world => world.Cameras[1].State).ToHashSet());
        Assert.Contains(live.Worlds, world => world.Cameras[0].State == ContributionState.Degraded);
        Assert.Equal(1, live.Rig.Monitor.InstantsFailed);
        Assert.True(live.Rig.Monitor.InstantsDropped > 0);
        Assert.True(live.Cameras[0].Monitor.Drops[DropCause.NewerFrame] > 0);
        Assert.True(live.Cameras[1].Monitor.Drops[DropCause.Late] > 0);

        for (int time = 0; time < 2; time++)
        {
            RigRun followed = await FollowAsync(path, _captured);
            Assert.Equal(live.Lines, followed.Lines);
            Assert.Equal((live.Rig.Monitor.Instants, live.Rig.Monitor.InstantsDropped), (followed.Rig.Monitor.Instants, followed.Rig.Monitor.InstantsDropped));
            for (int camera = 0; camera < Ids.Length; camera++)
            {
                PipelineMonitor monitor = followed.Cameras[camera].Monitor;
                Assert.All(Enum.GetValues<DropCause>(), cause => Assert.Equal($"{cause} {live.Cameras[camera].Monitor.Drops[cause]}", $"{cause} {monitor.Drops[cause]}"));
                Assert.Equal(monitor.FramesRead, monitor.FramesPublished + monitor.Drops.Total);
            }
        }
    }

    [Fact]
    public async Task Follow_StageThatStoodStillAndCameraThatEndedBeforeItsFrameCameOut_GivesTheSameWorlds()
    {
        string path = _folder.At("schedule.jsonl");
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        using ManualResetEventSlim release = new();
        using SemaphoreSlim standing = new(0);
        using CancellationTokenSource stop = new();
        List<string> lines;
        TimeSpan stall = TimeSpan.FromMinutes(1);
        TimeSpan drain = TimeSpan.FromMilliseconds(50);
        PipelineOptions Standing(int camera, PipelineOptions options) => options with
        {
            Watchdog = options.Watchdog with { StallTimeout = camera == 0 ? stall : options.Watchdog.StallTimeout },
            DrainTimeout = camera == 1 ? drain : options.DrainTimeout,
            BeforeWork = (stage, job) =>
            {
                if ((camera, stage, job.FrameId) is (0, PipelineStage.Decode, 0) or (1, PipelineStage.Decode, 1))
                {
                    standing.Release();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using (RigRun live = new(Rig, [front, left], load: null, Standing, path, _time))
        {
            Task running = live.Rig.RunAsync(stop.Token);
            Deliver(front, 0, 0);
            Deliver(left, 1, 1);
            Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            _time.Advance(2 * stall);
            await live.Until(1);
            Assert.Equal((ContributionState.Degraded, 0), (live.Worlds[0].Cameras[0].State, live.Worlds[0].Cameras[0].FrameId));
            Deliver(front, 0, 40);
            Deliver(left, 1, 41);
            Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            await stop.CancelAsync();
            await _time.WhenArmedAsync(drain, TestContext.Current.CancellationToken);
            _time.Advance(drain);
            await Assert.ThrowsAsync<PipelineException>(() => running);
            Assert.Equal("camera left: it ended before its frame had come out", live.Worlds[^1].Cameras[1].Reason);
            Assert.Equal((int)DropCause.Shutdown, Assert.Single(live.Worlds[^1].Cameras[1].Drops).Cause);
            lines = live.Lines;
            release.Set();
            Wait(() => live.Cameras[1].FramesInProcess == 0);
        }

        RigRun followed = await FollowAsync(path, _captured);
        Assert.Equal(lines, followed.Lines);
    }

    [Fact]
    public async Task Follow_OtherDrive_NamesTheFirstFrameThatDiffers()
    {
        string path = _folder.At("schedule.jsonl");
        await RecordAsync(path);

        List<long> shifted = [.. _captured[1].Select((time, i) => i == 3 ? time + 1 : time)];
        ScheduleException other = await Assert.ThrowsAsync<ScheduleException>(() => FollowAsync(path, [_captured[0], shifted]));
        Assert.Equal($"{path}: expected frame 3 of left to be captured at 161000000 ns, found 161000001 ns: it was recorded with another drive", other.Message);

        ScheduleException shorter = await Assert.ThrowsAsync<ScheduleException>(() => FollowAsync(path, [[.. _captured[0].Take(3)], _captured[1]]));
        Assert.Equal($"{path}: expected frame 3 of front, found the end of its drive", shorter.Message);
    }

    [Fact]
    public async Task Follow_FrameThatFailsOnlyNow_NamesItsInstant()
    {
        string path = _folder.At("schedule.jsonl");
        await RecordAsync(path);
        PipelineOptions Failing(int camera, PipelineOptions options) => options with
        {
            BeforeWork = (stage, job) =>
            {
                if ((camera, stage, job.FrameId) == (0, PipelineStage.Decode, 1))
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        ScheduleException fault = await Assert.ThrowsAsync<ScheduleException>(() => FollowAsync(path, _captured, Failing));
        Assert.Equal($"{path}: expected front to be Contributed in instant 1, found Degraded", fault.Message);
    }

    [Fact]
    public async Task Follow_StoppedBeforeItsEnd_EndsWithoutAFault()
    {
        string path = _folder.At("schedule.jsonl");
        await RecordAsync(path);
        using CancellationTokenSource stop = new();
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        _captured[0].Take(3).ToList().ForEach(front.Deliver);
        _captured[1].ForEach(left.Deliver);
        using RigRun followed = new(Rig with { Schedule = RigSchedule.Load(path, Rig.Id, Ids) }, [front, left]);
        Task running = followed.Rig.RunAsync(stop.Token);
        await followed.Until(3);
        await stop.CancelAsync();
        await running;
        Assert.Equal(3, followed.Worlds.Count);
        Assert.All(followed.Cameras, camera => Assert.Equal(camera.Monitor.FramesRead, camera.Monitor.FramesPublished + camera.Monitor.Drops.Total));
    }

    [Fact]
    public async Task Follow_StageThatStandsStillAtAStop_IsTheFault()
    {
        string path = _folder.At("schedule.jsonl");
        await RecordAsync(path);
        using CancellationTokenSource stop = new();
        using SemaphoreSlim standing = new(0);
        using ManualResetEventSlim release = new();
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        _captured[0].ForEach(front.Deliver);
        _captured[1].ForEach(left.Deliver);
        PipelineOptions Standing(int camera, PipelineOptions options) => options with
        {
            DrainTimeout = camera == 0 ? TimeSpan.FromMilliseconds(50) : options.DrainTimeout,
            BeforeWork = (stage, job) =>
            {
                if ((camera, stage, job.FrameId) == (0, PipelineStage.Decode, 1))
                {
                    standing.Release();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using RigRun followed = new(Rig with { Schedule = RigSchedule.Load(path, Rig.Id, Ids) }, [front, left], load: null, Standing);
        Task running = followed.Rig.RunAsync(stop.Token);
        Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        PipelineException fault = await Assert.ThrowsAsync<PipelineException>(() => running);
        Assert.StartsWith("front: expected the frames in process to finish within", fault.Message, StringComparison.Ordinal);
        release.Set();
        Wait(() => followed.Cameras[0].FramesInProcess == 0);
    }

    [Fact]
    public async Task Bind_ContributionOfNoTakenFrame_NamesItsLine()
    {
        string path = _folder.At("schedule.jsonl");
        await RecordAsync(path);
        string[] lines = File.ReadAllLines(path);
        int contribution = Array.FindIndex(lines, line => line.Contains("\"contribution\":\"contributed\"", StringComparison.Ordinal));
        lines[contribution] = lines[contribution].Replace("\"frame\":0", "\"frame\":1", StringComparison.Ordinal);
        File.WriteAllLines(path, lines);

        ScheduleException fault = await Assert.ThrowsAsync<ScheduleException>(() => FollowAsync(path, _captured));
        Assert.StartsWith($"{path}:{contribution + 1}: expected an event that follows on those before it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_ChangedLine_NamesIt()
    {
        string path = _folder.At("schedule.jsonl");
        await RecordAsync(path);
        string[] whole = File.ReadAllLines(path);
        int told = Array.FindIndex(whole, line => line.Contains("\"told\":", StringComparison.Ordinal));
        int second = Array.FindIndex(whole, line => line.Contains("\"instant\":1,", StringComparison.Ordinal));
        foreach ((int line, string changed) in new[]
        {
            (0, "null"), (0, System.Text.RegularExpressions.Regex.Replace(whole[0], "\"networks\":\\[.*?\\]", "\"networks\":[null]")), (told, "null"),
            (told, System.Text.RegularExpressions.Regex.Replace(whole[told], "\"told\":\\d+", "\"told\":-4")),
            (told, System.Text.RegularExpressions.Regex.Replace(whole[told], "\"cause\":\"\\w+\"", "\"cause\":\"late, shutdown\"")),
            (second, whole[second].Replace("\"instant\":1,", "\"instant\":0,", StringComparison.Ordinal)),
        })
        {
            File.WriteAllLines(path, whole.Select((text, i) => i == line ? changed : text));
            ScheduleException fault = await Assert.ThrowsAsync<ScheduleException>(() => FollowAsync(path, _captured));
            Assert.StartsWith($"{path}:{line + 1}: expected ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Follow_InstantFarAhead_CountsWhatLiesBetween()
    {
        string path = _folder.At("schedule.jsonl");
        await RecordAsync(path);
        string[] lines = File.ReadAllLines(path);
        int last = Array.FindLastIndex(lines, line => line.Contains("\"instant\":", StringComparison.Ordinal));
        lines[last] = System.Text.RegularExpressions.Regex.Replace(lines[last], "\"instant\":\\d+", "\"instant\":900000000000");
        File.WriteAllLines(path, lines);

        RigRun followed = await FollowAsync(path, _captured);

        Assert.Equal(900000000001, followed.Rig.Monitor.Instants);
    }

    /// <summary>A run, over and disposed, of which every kind of loss is part, each brought about by the test rather than by the machine's speed.</summary>
    private async Task<RigRun> RecordAsync(string path)
    {
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        using SemaphoreSlim held = new(0);
        using SemaphoreSlim release = new(0);
        PipelineOptions Faulty(int camera, PipelineOptions options) => options with
        {
            BeforeWork = (stage, job) =>
            {
                switch (camera, stage, job.Stamp.CaptureTimeNs / Ms)
                {
                    case (0, PipelineStage.Letterbox, 120 or 320):
                        held.Release();
                        release.Wait(CancellationToken.None);
                        break;
                    case (0, PipelineStage.Decode, 200) or (_, PipelineStage.Fuse, 240 or 241):
                        throw new InvalidOperationException("the test says so");
                    case (1, PipelineStage.Detect, 281):
                        throw new InferenceException("the test's network says so");
                }
            },
        };
        using RigRun run = new(Rig, [front, left], load: null, Faulty, path, _time);
        Task running = run.Rig.RunAsync(TestContext.Current.CancellationToken);

        // Two frames say how far a camera's lie apart.
        Both(0);
        await run.Until(1);
        Both(40);
        await run.Until(2);

        // The timer of the instant before goes off first, so that the one waited for is this instant's.
        _time.Advance(Rig.Wait);
        Deliver(front, 0, 80);
        await _time.WhenArmedAsync(Rig.Wait, TestContext.Current.CancellationToken);
        _time.Advance(Rig.Wait);
        await run.Until(3);

        // The left camera's frame of this instant comes while the front's is in process.
        Deliver(front, 0, 120);
        await HeldAsync();
        Deliver(left, 1, 121);
        Wait(() => run.Cameras[1].Monitor.Drops[DropCause.Late] > 0);
        release.Release();
        await run.Until(4);
        Both(160);
        await run.Until(5);
        Both(200);
        await run.Until(6);
        Both(240);
        Wait(() => run.Rig.Monitor.InstantsFailed > 0);
        Both(280);
        await run.Until(7);

        // Newer instants come while this one is in process.
        Both(320);
        await HeldAsync();
        for (int time = 360; time <= 480; time += 40)
        {
            Both(time);
        }

        Wait(() => run.Rig.Monitor.InstantsDropped > 0);
        release.Release();
        front.End();
        left.End();
        await running;
        return run;

        void Both(int time)
        {
            Deliver(front, 0, time);
            Deliver(left, 1, time + 1);
        }

        async Task HeldAsync() => Assert.True(await held.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    private void Deliver(ScriptedSource source, int camera, int time)
    {
        _captured[camera].Add(time * Ms);
        source.Deliver(time * Ms);
    }

    private static void Wait(Func<bool> until) => Assert.True(SpinWait.SpinUntil(until, TimeSpan.FromMinutes(1)));

    /// <summary>A run, over and disposed, that followed a schedule with frames that come as fast as they are taken.</summary>
    private static async Task<RigRun> FollowAsync(string path, List<long>[] captured, Func<int, PipelineOptions, PipelineOptions>? change = null)
    {
        ScriptedSource[] sources = [.. Ids.Select(id => new ScriptedSource(id))];
        foreach ((ScriptedSource source, List<long> times) in sources.Zip(captured))
        {
            times.ForEach(source.Deliver);
            source.End();
        }

        using RigRun run = new(Rig with { Schedule = RigSchedule.Load(path, Rig.Id, Ids) }, sources, load: null, change);
        await run.Rig.RunAsync(TestContext.Current.CancellationToken);
        Assert.All(run.Cameras, camera => Assert.Equal(0, camera.FramesInProcess));
        Array.ForEach(sources, source => source.Dispose());
        return run;
    }
}
