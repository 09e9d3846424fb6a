using Perception.Pipeline;
using Perception.Schedules;
using Perception.Tests.Faults;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;
using Sensors.Calibration;
using Sensors.EgoMotion;
using Sensors.Sources;

namespace Perception.Tests.Schedules;

/// <summary>A recorded schedule gives the same messages again, failures, restarts and rungs included.</summary>
public sealed class ScheduleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimerTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Follow_RunWithFailuresRestartsAndRungs_GivesTheSameMessages()
    {
        string path = _folder.At("schedule.jsonl");
        PipelineOptions faulty = new()
        {
            FramesInFlight = 1,
            Load = new LoadOptions { Window = TimeSpan.FromSeconds(1), StepUpAfter = TimeSpan.FromSeconds(1) },
            BeforeWork = (stage, job) =>
            {
                if (stage == PipelineStage.Detect)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(job.FrameId is >= 10 and < 30 ? 250 : 25));
                }

                if ((stage, job.FrameId) is (PipelineStage.Fuse, 6) or (PipelineStage.Decode, 8))
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        List<byte[]> live;
        using (FaultyPipeline recorded = new(faulty, _time, frames: 120, twoNetworks: true, recordTo: path))
        {
            await recorded.Pipeline.RunAsync(TestContext.Current.CancellationToken);
            Assert.True(recorded.Monitor.Drops[DropCause.LoadShed] > 0);
            Assert.Equal(2, recorded.Monitor.Drops[DropCause.StageFault]);
            live = [.. recorded.Lines];
        }

        RecordedSchedule schedule = RecordedSchedule.Load(path);
        using FaultyPipeline followed = new(new PipelineOptions { FramesInFlight = 3, Schedule = schedule }, _time, frames: 120, twoNetworks: true);
        schedule.Bind(followed.Networks);
        await followed.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(live.Count, followed.Lines.Count);
        Assert.Equal(live, followed.Lines);
        followed.AssertNothingLost();
    }

    [Fact]
    public async Task Follow_NetworkThatCamerasShareAndFramesThatFailedBeforeIt_WaitsForNoneOfThem()
    {
        string path = _folder.At("schedule.jsonl");

        // The last frames, so that none of their jobs is used again.
        PipelineOptions faulty = new()
        {
            BeforeWork = (stage, job) =>
            {
                if ((stage, job.FrameId) is (PipelineStage.Letterbox, 9) or (PipelineStage.Detect, 10) or (PipelineStage.Segment, 11))
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        using (FaultyPipeline recorded = new(faulty, _time, twoNetworks: true, sharesLanes: true, recordTo: path))
        {
            await recorded.Pipeline.RunAsync(TestContext.Current.CancellationToken);
            recorded.AssertNothingLost();
        }

        RecordedSchedule schedule = RecordedSchedule.Load(path);
        using FaultyPipeline followed = new(new PipelineOptions { Schedule = schedule }, _time, twoNetworks: true, sharesLanes: true);
        schedule.Bind(followed.Networks);
        await followed.Pipeline.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, followed.Monitor.Drops[DropCause.StageFault]);
        followed.AssertNothingLost();
    }

    [Fact]
    public async Task Follow_RunThatWasStoppedBeforeAFramesTime_GivesTheSameMessages()
    {
        string path = _folder.At("schedule.jsonl");
        using ManualResetEventSlim release = new();
        using CancellationTokenSource stop = new();
        PipelineOptions paced = new()
        {
            Pace = new Pace(0.001),
            Watchdog = FastTime.Patient,
            DrainTimeout = TimeSpan.FromMinutes(1),
            BeforeWork = (stage, _) =>
            {
                if (stage == PipelineStage.Decode)
                {
                    release.Wait(CancellationToken.None);
                }
            },
        };
        List<byte[]> live;
        using (FaultyPipeline recorded = new(paced, TimeProvider.System, recordTo: path))
        {
            Task running = recorded.Pipeline.RunAsync(stop.Token);
            Assert.True(SpinWait.SpinUntil(() => recorded.Monitor.FramesRead == 2, TimeSpan.FromMinutes(1)));
            await stop.CancelAsync();
            Assert.True(SpinWait.SpinUntil(() => recorded.Monitor.Drops[DropCause.Shutdown] == 1, TimeSpan.FromMinutes(1)));
            release.Set();
            await running;
            live = [.. recorded.Lines];
        }

        RecordedSchedule schedule = RecordedSchedule.Load(path);
        using FaultyPipeline followed = new(new PipelineOptions { Schedule = schedule }, TimeProvider.System);
        schedule.Bind(followed.Networks);
        await followed.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        Assert.Single(live);
        Assert.Equal(live, followed.Lines);
        Assert.Equal((int)DropCause.Shutdown, Assert.Single(followed.Worlds[0].Drops).Cause);
    }

    [Fact]
    public async Task Record_RunThatHasNotEnded_WhatHappenedIsInTheFile()
    {
        string path = _folder.At("schedule.jsonl");
        using ManualResetEventSlim release = new();
        PipelineOptions held = new()
        {
            FramesInFlight = 1,
            Watchdog = FastTime.Patient,
            BeforeWork = (stage, _) =>
            {
                if (stage == PipelineStage.Decode)
                {
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using FaultyPipeline recorded = new(held, TimeProvider.System, frames: 2, recordTo: path);
        Task running = recorded.Pipeline.RunAsync(TestContext.Current.CancellationToken);
        bool isThere = SpinWait.SpinUntil(() => File.ReadAllText(path).EndsWith("\"taken\":0,\"frame\":0,\"rung\":\"full\"}\n", StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        release.Set();
        await running;
        Assert.True(isThere);
    }

    [Fact]
    public void CheckInput_OtherInputThanTheRecordedOne_NamesWhatDiffers()
    {
        using FaultyPipeline networks = new(new PipelineOptions(), _time, frames: 2);
        SourceDescription drive = networks.Pipeline.Source;
        string path = _folder.At("schedule.jsonl");
        using (new ScheduleWriter(path, drive, isLooped: false, networks.Networks, measuresImageMotion: true, _time))
        {
            // Only the head and the end.
        }

        RecordedSchedule schedule = RecordedSchedule.Load(path);
        schedule.CheckInput(drive, measuresImageMotion: true);
        CameraCalibration calibration = new() { Width = 480, Height = 270, Fx = 400, Fy = 400, Cx = 240, Cy = 135, CameraFromEgo = RigidTransform.Identity, Source = "the test" };
        SourceDescription camera = drive with { IsLive = true, MediaPath = null, FrameCount = null };
        schedule.CheckInput(camera, measuresImageMotion: true);
        AssertRefused("images of 17x270 in place of 480x270", drive with { Width = 17 });
        AssertRefused("3 frames in place of 2", drive with { FrameCount = 3 });
        AssertRefused("another recording (", drive with { MediaPath = path });
        AssertRefused(" in place of no calibration", drive with { Calibration = calibration });
        AssertRefused("ego motion in place of none", drive with { EgoMotion = new EgoMotionLog([]) });
        AssertRefused("the image's motion not measured in place of measured", drive, measuresImageMotion: false);

        void AssertRefused(string difference, SourceDescription found, bool measuresImageMotion = true)
        {
            ScheduleException fault = Assert.Throws<ScheduleException>(() => schedule.CheckInput(found, measuresImageMotion));
            Assert.StartsWith($"{path}: expected {drive.Id} as it was recorded, found ", fault.Message, StringComparison.Ordinal);
            Assert.Contains(difference, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bind_EventThatDoesNotFollow_NamesItsLine()
    {
        using FaultyPipeline networks = new(new PipelineOptions(), _time, frames: 2);
        string path = _folder.At("schedule.jsonl");
        using (new ScheduleWriter(path, networks.Pipeline.Source, isLooped: false, networks.Networks, measuresImageMotion: false, _time))
        {
            // Only the head.
        }

        File.WriteAllLines(path, [File.ReadLines(path).First(), "{\"atNs\":1,\"world\":3,\"frame\":3}", "{\"atNs\":2,\"end\":1}"]);

        ScheduleException fault = Assert.Throws<ScheduleException>(() => RecordedSchedule.Load(path).Bind(networks.Networks));
        Assert.StartsWith($"{path}:2: expected an event that follows on those before it", fault.Message, StringComparison.Ordinal);
    }
}
