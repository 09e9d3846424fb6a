using System.Collections.Concurrent;
using OpenCvSharp;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Inference;
using Perception.Tests.Rigs;
using Perception.Tests.Sensors.Cameras;

namespace Perception.Tests.Faults;

/// <summary>A stage that throws, stands still or slows. Real sessions; the clock is the test's, so that nothing is waited for.</summary>
public sealed class StageFaultTests
{
    private const int FaultyFrame = 4;
    private static readonly PipelineStage[] SideBySide = [PipelineStage.Detect, PipelineStage.Segment, PipelineStage.Motion];

    private readonly TimerTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PipelineStage.Letterbox)]
    [InlineData(PipelineStage.Detect)]
    [InlineData(PipelineStage.Segment)]
    [InlineData(PipelineStage.Motion)]
    [InlineData(PipelineStage.Decode)]
    [InlineData(PipelineStage.Fuse)]
    [InlineData(PipelineStage.Publish)]
    public async Task Stage_ThrowsOnce_IsStartedAnewAndTheFrameIsCounted(PipelineStage stage)
    {
        PipelineOptions options = new()
        {
            BeforeWork = (at, job) =>
            {
                if (at == stage && job.Frame!.Stamp.FrameId == FaultyFrame)
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, twoNetworks: true);
        await faulty.Pipeline.RunAsync(Cancellation);

        faulty.AssertNothingLost();
        Assert.Equal((1, 1), (faulty.Monitor.Drops[DropCause.StageFault], faulty.Monitor.StageRestarts));
        Assert.Equal($"stage {stage}: the test says so", faulty.Monitor.LastProblem);
        Assert.Equal(Enumerable.Range(0, 12).Where(i => i != FaultyFrame).Select(i => (long)i), faulty.Worlds.Select(world => world.FrameId));
        WorldMessage told = faulty.Worlds.Single(world => world.Drops.Count > 0);
        Assert.Equal(((int)DropCause.StageFault, 1), (told.Drops[0].Cause, told.Drops[0].Count));
    }

    [Theory]
    [InlineData(PipelineStage.Letterbox)]
    [InlineData(PipelineStage.Detect)]
    [InlineData(PipelineStage.Segment)]
    [InlineData(PipelineStage.Motion)]
    [InlineData(PipelineStage.Decode)]
    [InlineData(PipelineStage.Fuse)]
    [InlineData(PipelineStage.Publish)]
    [InlineData(PipelineStage.Record)]
    [InlineData(PipelineStage.Letterbox, true)]
    [InlineData(PipelineStage.Detect, true)]
    [InlineData(PipelineStage.Segment, true)]
    [InlineData(PipelineStage.Motion, true)]
    public async Task Stage_StandsStill_IsReplacedAndTheRestGoesOn(PipelineStage stage, bool sharesLanes = false)
    {
        TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim release = new();
        ConcurrentDictionary<PipelineStage, bool> isAtNext = [];
        PipelineOptions options = new()
        {
            Watchdog = FastTime.Patient,
            BeforeWork = (at, job) =>
            {
                if (at == stage && job.FrameId == FaultyFrame)
                {
                    standing.TrySetResult();
                    release.Wait(CancellationToken.None);
                    _ = job.Frame!.Image.At<Vec3b>(0, 0);
                }

                isAtNext[at] = job.FrameId > FaultyFrame;
            },
        };
        StandingSource? source = null;
        FaultyPipeline faulty = new(options, _time, twoNetworks: true, sharesLanes: sharesLanes, wrap: drive => source = new StandingSource(drive, FaultyFrame + 1));
        Task run = faulty.Pipeline.RunAsync(Cancellation);
        await standing.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        // No other stage is still at work on this frame or one before it when the limit passes, and those behind it come long after.
        faulty.AwaitOut(FaultyFrame, others: 1);
        _time.Advance(FastTime.Patient.StallTimeout - TimeSpan.FromMinutes(1));
        source!.Release();
        PipelineStage[] next = stage == PipelineStage.Letterbox ? [] : [.. SideBySide.Where(other => other != stage)];
        Assert.True(SpinWait.SpinUntil(() => next.All(other => isAtNext.GetValueOrDefault(other)), TimeSpan.FromMinutes(1)));
        await FastTime.AdvanceUntilAsync(_time, run, () => faulty.Monitor.StageRestarts > 0);
        await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        faulty.AssertNothingLost(withRecording: stage != PipelineStage.Record);
        Assert.Equal(1, faulty.Monitor.StageRestarts);
        Assert.Equal(stage == PipelineStage.Record ? 0 : 1, faulty.Monitor.Drops[DropCause.StageFault]);
        Assert.StartsWith($"stage {stage}: it stood still for", faulty.Monitor.LastProblem, StringComparison.Ordinal);
        Assert.Equal(11L, faulty.Worlds[^1].FrameId);

        // The thread lets go after everything was disposed; what it still reads is its own.
        faulty.Dispose();
        release.Set();
    }

    [Theory]
    [InlineData(PipelineStage.Detect)]
    [InlineData(PipelineStage.Decode)]
    [InlineData(PipelineStage.Fuse)]
    [InlineData(PipelineStage.Publish)]
    [InlineData(PipelineStage.Record)]
    public async Task Stage_StandsStillOnTheLastFrame_ThatFrameIsCounted(PipelineStage stage)
    {
        const int Last = 11;
        TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim release = new();
        PipelineOptions options = new()
        {
            Watchdog = FastTime.Patient,
            BeforeWork = (at, job) =>
            {
                if (at == stage && job.FrameId == Last)
                {
                    standing.TrySetResult();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, twoNetworks: true, sharesLanes: true);
        Task run = faulty.Pipeline.RunAsync(Cancellation);
        await standing.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        // The stages before it have found the end.
        faulty.AwaitOut(Last);
        Assert.True(SpinWait.SpinUntil(() => faulty.Monitor.SourceEnded, TimeSpan.FromMinutes(1)));
        await FastTime.AdvanceUntilAsync(_time, run, () => faulty.Monitor.StageRestarts > 0);
        await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        faulty.AssertNothingLost(withRecording: stage != PipelineStage.Record);
        Assert.Equal(stage == PipelineStage.Record ? 0 : 1, faulty.Monitor.Drops[DropCause.StageFault]);
        release.Set();
    }

    [Theory]
    [InlineData(PipelineStage.Letterbox)]
    [InlineData(PipelineStage.Segment)]
    [InlineData(PipelineStage.Decode)]
    public async Task Stage_StandsStillPastTheDrain_NoOtherCameraWaitsForItsFrames(PipelineStage stage)
    {
        TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim release = new();
        using CancellationTokenSource stop = new();
        PipelineOptions options = new()
        {
            Watchdog = FastTime.Patient,
            DrainTimeout = TimeSpan.FromSeconds(1),
            BeforeWork = (at, job) =>
            {
                if (at == stage && job.FrameId == FaultyFrame)
                {
                    standing.TrySetResult();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, twoNetworks: true, sharesLanes: true);
        Task run = faulty.Pipeline.RunAsync(stop.Token);
        await standing.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await stop.CancelAsync();
        await _time.WhenArmedAsync(options.DrainTimeout, Cancellation);
        _time.Advance(options.DrainTimeout);
        await Assert.ThrowsAsync<PipelineException>(() => run);
        faulty.AssertNobodyWaits();

        // What comes out later takes nothing with it.
        release.Set();
        faulty.AwaitEnd();
    }

    [Fact]
    public async Task Network_FailsOnEveryOneOfItsFrames_IsGivenUpThoughFramesBetweenThemComeOut()
    {
        PipelineOptions options = new()
        {
            FramesInFlight = 1,
            MaxConsecutiveFailures = 5,
            Load = new LoadOptions { Window = TimeSpan.FromSeconds(0.5), StepUpAfter = TimeSpan.FromMinutes(1) },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Detect)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(job.Load.Rung == LoadRung.Full ? 250 : 20));
                }
                else if (at == PipelineStage.Segment && job.Load.Rung != LoadRung.Full)
                {
                    throw new InferenceException("the test says so");
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, frames: 40, twoNetworks: true);
        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => faulty.Pipeline.RunAsync(Cancellation));

        Assert.Equal("images: the test says so", failure.Message);
        faulty.AssertNothingLost();
        Assert.InRange(faulty.Monitor.Drops[DropCause.Inference], 5, 6);
        Assert.Contains(faulty.Worlds, world => world.Rung == LoadRung.LanesEverySecondFrame);
    }

    [Fact]
    public async Task Stage_ThrowsAgainAndAgain_IsGivenUpLoudly()
    {
        PipelineOptions options = new()
        {
            Watchdog = new WatchdogOptions { MaxRestarts = 2 },
            BeforeWork = (at, _) =>
            {
                if (at == PipelineStage.Fuse)
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time);
        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => faulty.Pipeline.RunAsync(Cancellation));

        Assert.Equal("images: expected Fuse to need no more than 2 restarts within 60 s, found one more, so it is given up; the last: the test says so", failure.Message);
        Assert.Equal((failure.Message, failure.Message), (faulty.Monitor.Fault, faulty.Monitor.LastProblem));
        Assert.Equal(SourceState.Faulted, faulty.Monitor.State);
        faulty.AssertNothingLost();
        Assert.Empty(faulty.Worlds);
    }

    [Fact]
    public async Task Stage_ThrowsSeldom_IsNeverGivenUp()
    {
        PipelineOptions options = new()
        {
            FramesInFlight = 1,
            Watchdog = FastTime.Patient with { MaxRestarts = 1 },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Decode)
                {
                    _time.Advance(TimeSpan.FromSeconds(31));
                    if (job.Frame!.Stamp.FrameId % 3 == 0)
                    {
                        throw new InvalidOperationException("the test says so");
                    }
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time);
        await faulty.Pipeline.RunAsync(Cancellation);
        faulty.AssertNothingLost();
        Assert.Equal((4, 8), (faulty.Monitor.StageRestarts, faulty.Monitor.FramesPublished));
    }

    [Fact]
    public async Task Fuse_StartedAnew_GivesNoIdentityTwiceAndCountsEveryConfirmedTrack()
    {
        PipelineOptions options = new()
        {
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Fuse && job.Frame!.Stamp.FrameId == 12)
                {
                    throw new InvalidOperationException("the test says so");
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, frames: 24);
        await faulty.Pipeline.RunAsync(Cancellation);
        HashSet<int> before = [.. faulty.Worlds.Where(world => world.FrameId < 12).SelectMany(world => world.Tracks).Select(track => track.TrackId)];
        HashSet<int> after = [.. faulty.Worlds.Where(world => world.FrameId > 12).SelectMany(world => world.Tracks).Select(track => track.TrackId)];
        Assert.NotEmpty(before);
        Assert.NotEmpty(after);
        Assert.Empty(before.Intersect(after));
        Assert.Equal(
            faulty.Worlds.SelectMany(world => world.Tracks).Where(track => track.State == TrackState.Confirmed).DistinctBy(track => track.TrackId).Count(),
            faulty.Monitor.ConfirmedTracks);
    }

    [Fact]
    public async Task SharedRun_StandsStill_IsEndedForEveryCameraAndTheRestGoesOn()
    {
        using NetworkFolder lanes = EndlessNetwork.Write();
        using NetworkFolder objects = YoloxFolder.Write([]);
        using NetworkSet networks = new(objects.Load(), lanes.Load());
        using CameraSharing sharing = new(networks, framesInFlight: 2, new BatchOptions { Wait = TimeSpan.FromMilliseconds(100) }, _time);
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");

        // Both frames come to the network before either is given to it, so that they share the run.
        using Barrier both = new(3);
        PipelineOptions options = new()
        {
            Watchdog = FastTime.Patient,

            // Nothing beside the run may be at work when the clock goes on.
            ImageMotion = null,
            BeforeWork = (at, _) =>
            {
                if (at == PipelineStage.Segment)
                {
                    both.SignalAndWait(CancellationToken.None);
                }
            },
        };
        PerceptionPipeline[] cameras = [.. new[] { front, left }.Select(source => new PerceptionPipeline(source, networks, null, [], options, _time, sharing: sharing))];
        Task run = Task.WhenAll(cameras.Select(camera => camera.RunAsync(Cancellation)));
        Deliver();

        // The watchdog asks for the end after ten minutes, and gives a stage up after fifteen.
        Assert.True(SpinWait.SpinUntil(() => sharing.Batches[1]!.FramesInRun == 2, TimeSpan.FromMinutes(1)));
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.True(SpinWait.SpinUntil(() => cameras.All(camera => camera.Monitor.Drops.Total == 1), TimeSpan.FromMinutes(1)));
        Assert.All(cameras, camera => Assert.Equal(1, camera.Monitor.Drops[DropCause.Inference]));
        Assert.Equal(0, sharing.Batches[1]!.Runs(2));
        front.IsCovered = true;
        left.IsCovered = true;
        Deliver();
        front.End();
        left.End();
        await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        Assert.Equal(1, sharing.Batches[1]!.Runs(2));
        Assert.All(cameras, camera => Assert.Equal((2, 1, 0), (camera.Monitor.FramesRead, camera.Monitor.FramesPublished, camera.Monitor.StageRestarts)));
        Assert.All(cameras, camera => camera.Dispose());

        void Deliver()
        {
            front.Deliver(_time.GetTimestamp() * 100);
            left.Deliver(_time.GetTimestamp() * 100);
            Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1), Cancellation));
        }
    }

    [Fact]
    public async Task Network_SlowsTenfold_TheLadderStepsDownAndUpAgainAndEveryMessageSaysSo()
    {
        // 250 ms a frame for frames 10 to 39, where 20 ms are usual; the clock is the stage's.
        PipelineOptions options = new()
        {
            FramesInFlight = 1,
            Load = new LoadOptions { Window = TimeSpan.FromSeconds(0.5), StepUpAfter = TimeSpan.FromSeconds(0.5) },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Detect)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(job.Frame!.Stamp.FrameId is >= 10 and < 40 ? 250 : 20));
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, frames: 300, twoNetworks: true);
        await faulty.Pipeline.RunAsync(Cancellation);

        faulty.AssertNothingLost();
        List<LoadRung> rungs = [LoadRung.Full];
        foreach (WorldMessage world in faulty.Worlds)
        {
            if (world.Rung != rungs[^1])
            {
                rungs.Add(world.Rung);
            }

            Assert.Equal(world.Rung == LoadRung.Full, world.Capability.DegradedReason is null);
        }

        Assert.Equal([LoadRung.Full, LoadRung.LanesEverySecondFrame, LoadRung.EverySecondFrame, LoadRung.LanesEverySecondFrame, LoadRung.Full], rungs);
        Assert.True(faulty.Monitor.Drops[DropCause.LoadShed] > 5);
        WorldMessage[] shed = [.. faulty.Worlds.Where(world => world.Rung == LoadRung.LanesEverySecondFrame)];
        Assert.Contains(shed, world => world.Capability is { Lanes: false, Drivable: false, Networks: [0] } && world.Drivable is null);
        Assert.Contains(shed, world => world.Capability is { Lanes: true, Drivable: true, Networks: [0, 1] });
        Assert.Contains("missed the deadline of 100 ms", shed[0].Capability.DegradedReason, StringComparison.Ordinal);
        Assert.Equal(LoadRung.Full, faulty.Pipeline.Load!.Rung);
    }

    [Fact]
    public void Plans_OneNetworkForBothTasks_LeavesRungsOutAndSaysWhy()
    {
        using FaultyPipeline faulty = new(new PipelineOptions(), _time);
        Assert.Equal([LoadRung.Full, LoadRung.EverySecondFrame], faulty.Networks.Plans.Select(plan => plan.Rung));
        Assert.Equal(["lanesEverySecondFrame", "regionOfInterest", "lighterNetwork"], faulty.Networks.AbsentRungs.Select(sentence => sentence.Split(':')[0]));
    }
}
