using OpenCvSharp;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Schedules;
using Perception.Tests.Inference;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Faults;

/// <summary>Faults that come again and again or one beside another, and what messages say of them. Real sessions; the clock is the test's.</summary>
public sealed class RepeatedFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimerTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LaneNetwork_AnswersNothingUsableOnEveryOneOfItsFrames_IsGivenUpThoughFramesBetweenThemComeOut()
    {
        // The logarithm of black is not finite, which the decoder finds.
        byte[] onnx = new TinyOnnx().Input("image", [1, 3, 64, 64]).Unary("Log", "image", "classes", [1, 3, 64, 64]).ToArray();
        using NetworkFolder lanes = NetworkFolder.Write(onnx, "tasks: [lanes]\ndecoder: class-masks\nparameters: {drivable: [0], laneLines: [1]}\n"
            + NetworkFolder.InputKeys(64, 64) + "outputs: [{name: classes, shape: [1, 3, 64, 64]}]\n");
        using NetworkFolder objects = YoloxFolder.Write([0]);
        using NetworkSet networks = new(objects.Load(), lanes.Load());
        using Changed source = new(Drive(frames: 60), (frame, image) => image.SetTo(frame < 12 ? Scalar.White : Scalar.Black));
        PipelineOptions options = new()
        {
            FramesInFlight = 1,
            MaxConsecutiveFailures = 5,
            ImageMotion = null,
            Load = new LoadOptions { Window = TimeSpan.FromSeconds(0.5), StepUpAfter = TimeSpan.FromHours(1), LongestStepUpAfter = TimeSpan.FromHours(1) },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Detect)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(job.Load.Rung == LoadRung.Full ? 250 : 20));
                }
            },
        };
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [], options, _time);
        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => pipeline.RunAsync(Cancellation));

        Assert.Contains("expected finite numbers", failure.Message, StringComparison.Ordinal);
        Assert.InRange(pipeline.Monitor.Drops[DropCause.Inference], 5, 6);
        Assert.Equal(LoadRung.LanesEverySecondFrame, pipeline.Load!.Rung);
        Assert.Equal(pipeline.Monitor.FramesRead, pipeline.Monitor.FramesPublished + pipeline.Monitor.Drops.Total);
    }

    [Fact]
    public async Task Recording_StandsStillForAsLongAsADiskIsWaitedFor_IsNotStartedAnewHoweverShortTheLimitIs()
    {
        const int Last = 11;
        TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ManualResetEventSlim release = new();
        PipelineOptions options = new()
        {
            Watchdog = new WatchdogOptions { StallTimeout = TimeSpan.FromSeconds(1) },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Record && job.FrameId == Last)
                {
                    standing.TrySetResult();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time);
        Task run = faulty.Pipeline.RunAsync(Cancellation);
        await standing.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        // No other stage is at work any more.
        faulty.AwaitOut(Last);
        Assert.True(SpinWait.SpinUntil(() => faulty.Monitor.SourceEnded, TimeSpan.FromMinutes(1)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, faulty.Monitor.StageRestarts);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, faulty.Monitor.StageRestarts);
        await run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        faulty.AssertNothingLost(withRecording: false);
        release.Set();
    }

    [Fact]
    public async Task EverySecondFrame_OfEverySecondCaptured_HalvesThose()
    {
        // 250 ms a frame up to number 60, where 20 ms are usual.
        PipelineOptions options = new()
        {
            FramesInFlight = 1,
            CapturePolicy = DeliveryPolicy.Every(2, DeliveryPolicy.Lossless),
            Load = new LoadOptions { Window = TimeSpan.FromSeconds(0.5), StepUpAfter = TimeSpan.FromSeconds(0.5) },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Detect)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(job.FrameId < 60 ? 250 : 20));
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time, frames: 300);
        await faulty.Pipeline.RunAsync(Cancellation);

        faulty.AssertNothingLost();
        WorldMessage[] shed = [.. faulty.Worlds.Where(world => world.Rung == LoadRung.EverySecondFrame)];
        Assert.True(shed.Length >= 5);
        Assert.All(shed.Skip(2).Zip(shed.Skip(1)), pair => Assert.Equal(4, pair.First.FrameId - pair.Second.FrameId));
        Assert.True(faulty.Monitor.Drops[DropCause.LoadShed] > 5);
    }

    [Fact]
    public async Task FrameLeftOutForTheDeadline_ToldOnTheWholeWorkAgain_IsWhyTheMessageIsLess()
    {
        PipelineMonitor? monitor = null;
        PipelineOptions options = new()
        {
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Fuse && job.FrameId == 4)
                {
                    throw new InvalidOperationException("the test says so");
                }

                if (at == PipelineStage.Publish && job.FrameId == 8)
                {
                    // As where the ladder has stepped up since.
                    monitor!.CountDropped(frame: 100, DropCause.LoadShed);
                }
            },
        };
        using FaultyPipeline faulty = new(options, _time);
        monitor = faulty.Monitor;
        await faulty.Pipeline.RunAsync(Cancellation);

        Assert.Equal(
            ["5: stage Fuse: the test says so", "8: frames were left out to meet the deadline"],
            faulty.Worlds.Where(world => world.Capability.DegradedReason is not null).Select(world => $"{world.FrameId}: {world.Capability.DegradedReason}"));
    }

    [Fact]
    public async Task Schedule_OfFailuresThatWereFarApart_IsFollowedHoweverCloseTogetherTheyCome()
    {
        string path = _folder.At("schedule.jsonl");
        PipelineOptions seldom = new()
        {
            FramesInFlight = 1,
            Watchdog = FastTime.Patient with { MaxRestarts = 1 },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Decode)
                {
                    _time.Advance(TimeSpan.FromSeconds(31));
                    if (job.FrameId % 3 == 0)
                    {
                        throw new InvalidOperationException("the test says so");
                    }
                }
            },
        };
        IReadOnlyList<byte[]> lines;
        using (FaultyPipeline live = new(seldom, _time, recordTo: path))
        {
            await live.Pipeline.RunAsync(Cancellation);
            lines = live.Lines;
        }

        RecordedSchedule schedule = RecordedSchedule.Load(path);
        using Changed source = new(Drive(frames: 12), (_, _) => { });
        Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        schedule.Bind(networks);
        using PerceptionPipeline followed = new(
            source, networks, publisher: null, [], new PipelineOptions { FramesInFlight = 1, Watchdog = seldom.Watchdog, Schedule = schedule }, _time);
        await followed.RunAsync(Cancellation);

        Assert.Equal((lines.Count, 4), (followed.Monitor.FramesPublished, followed.Monitor.Drops[DropCause.StageFault]));
    }

    [Fact]
    public async Task Stage_StandsStillForGoodHoweverSeldom_IsGivenUpWhereTooManyDo()
    {
        using ManualResetEventSlim release = new();
        using SemaphoreSlim standing = new(0);
        PipelineOptions options = new()
        {
            FramesInFlight = 1,
            Watchdog = FastTime.Patient with { MaxRestarts = 2, RestartWindow = TimeSpan.FromMinutes(1) },
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Decode && job.FrameId is 0 or 2 or 4)
                {
                    standing.Release();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        FaultyPipeline faulty = new(options, _time);
        Task run = faulty.Pipeline.RunAsync(Cancellation);
        for (int i = 1; i <= 3; i++)
        {
            Assert.Null(faulty.Monitor.Fault);
            Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
            await FastTime.AdvanceUntilAsync(_time, run, () => faulty.Monitor.StageRestarts == i);
        }

        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => run.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));

        Assert.StartsWith(
            "images: expected Decode to stand still on no more than 2 frames at a time, found one more, so it is given up; the last: it stood still for", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, faulty.Monitor.StageRestarts);
        faulty.AssertNothingLost();
        faulty.Dispose();
        release.Set();
    }

    [Fact]
    public async Task FailedFrame_WhileAFrameReadAheadIsBad_IsToldWithItsOwnSentence()
    {
        PipelineMonitor? monitor = null;
        PipelineOptions options = new()
        {
            BeforeWork = (at, job) =>
            {
                if (at == PipelineStage.Decode && job.FrameId == 4)
                {
                    throw new InvalidOperationException("the test says so");
                }

                // The next message is not made before the bad image behind it was read.
                Assert.True(at != PipelineStage.Publish || job.FrameId != 5 || SpinWait.SpinUntil(() => monitor!.Drops[DropCause.Decode] == 1, TimeSpan.FromMinutes(1)));
            },
        };
        using FaultyPipeline faulty = new(options, _time, wrap: drive => new Changed(drive, (_, _) => { }, bad: 6));
        monitor = faulty.Monitor;
        await faulty.Pipeline.RunAsync(Cancellation);

        faulty.AssertNothingLost();
        Assert.Equal("stage Decode: the test says so", faulty.Worlds.Single(world => world.FrameId == 5).Capability.DegradedReason);
        Assert.Equal("the test's bad image", faulty.Worlds.Single(world => world.FrameId == 7).Capability.DegradedReason);
    }

    [Fact]
    public async Task Read_StandsStillPastTheStop_IsWhatTheRunSaysItWaitedFor()
    {
        using ManualResetEventSlim release = new();
        using CancellationTokenSource stop = new();
        TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FaultyPipeline faulty = new(
            new PipelineOptions { Watchdog = FastTime.Patient, DrainTimeout = TimeSpan.FromSeconds(1) }, _time,
            wrap: drive => new Changed(drive, (frame, _) =>
            {
                if (frame == 3)
                {
                    standing.TrySetResult();
                    release.Wait(CancellationToken.None);
                }
            }));
        Task run = faulty.Pipeline.RunAsync(stop.Token);
        await standing.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.True(SpinWait.SpinUntil(() => faulty.Monitor.FramesPublished == 3, TimeSpan.FromMinutes(1)));
        await stop.CancelAsync();
        await FastTime.AdvanceUntilAsync(_time, run, () => run.IsCompleted);
        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => run);

        Assert.Equal("images: expected the source's read to return within 1 s of the stop, found that it did not", failure.Message);
        release.Set();
        Assert.True(SpinWait.SpinUntil(() => faulty.Pipeline.FramesInProcess == 0, TimeSpan.FromMinutes(1)));
        faulty.Dispose();
    }

    private IFrameSource Drive(int frames) => DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("images"), frames), new DriveOpenOptions());

    /// <summary>A drive whose images a test changes, or one of which cannot be read.</summary>
    private sealed class Changed(IFrameSource drive, Action<long, Mat> change, long bad = -1) : IFrameSource
    {
        public SourceDescription Description => drive.Description;

        public FrameRead Read(Mat image, CancellationToken cancellationToken)
        {
            FrameRead read = drive.Read(image, cancellationToken);
            if (read.Status == FrameReadStatus.Frame)
            {
                change(read.FrameId, image);
            }

            return read.FrameId == bad ? new FrameRead(FrameReadStatus.BadFrame, read.FrameId, read.CaptureTimeNs, "the test's bad image") : read;
        }

        public void Dispose() => drive.Dispose();
    }
}
