using System.Diagnostics.Metrics;
using Fusion.Rigs;
using Fusion.Tracking;
using Fusion.World;
using Perception.Client;
using Perception.Diagnostics;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Rigs;
using Perception.Service;
using Perception.Tests.Inference;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;
using Sensors.Sources;
using Training.Onnx;
using Training.Shipping;
using static Perception.Tests.Rigs.DrawnRig;
using CaptureClock = Sensors.Sources.CaptureClock;

namespace Perception.Tests.Rigs;

/// <summary>Several drawn cameras through real sessions to one world an instant.</summary>
public sealed class RigPipelineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_RecordedDrives_OneWorldAnInstantWithEveryFrame()
    {
        using RigRun run = Recorded(_folder, Lossless);
        await run.Rig.RunAsync(CancellationToken.None);

        // 20 Hz over 12 frames beside 10 Hz over 6: each second instant has both.
        Assert.Equal(12, run.Worlds.Count);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (long)i), run.Worlds.Select(world => world.SequenceNumber));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => i * 50 * Ms), run.Worlds.Select(world => world.CaptureTimeNs));
        for (int i = 0; i < 12; i++)
        {
            WorldMessage world = run.Worlds[i];
            Assert.Equal("car", world.SourceId);
            Assert.Equal(["front", "side"], world.Cameras.Select(camera => camera.SourceId));
            Assert.Equal(ContributionState.Contributed, world.Cameras[0].State);
            Assert.Equal((long)i, world.Cameras[0].FrameId);
            Assert.Equal(i % 2 == 0 ? ContributionState.Contributed : ContributionState.NotDue, world.Cameras[1].State);
            Assert.Equal(i == 11, world.Cameras[1].Reason == "camera side: its drive is over");
            Assert.Equal(i % 2 == 0 ? i / 2 : null, world.Cameras[1].FrameId);
            Assert.True(world.Capability.Lanes);
        }

        Assert.Equal((12, 12), (run.Cameras[0].Monitor.FramesPublished, run.Cameras[0].Monitor.FramesRead));
        Assert.Equal((6, 6), (run.Cameras[1].Monitor.FramesPublished, run.Cameras[1].Monitor.FramesRead));
        Assert.Equal(6, run.Rig.Monitor.Contributions(1, ContributionState.Contributed));
        Assert.Equal(0, run.Sharing.Gate.InProcess);
        Assert.All(run.Cameras, camera => Assert.Equal(0, camera.FramesInProcess));
    }

    [Fact]
    public async Task RunAsync_MoreObjectsThanThereIsRoomFor_IsInHealthAndMetricsWithTheInstants()
    {
        // Two cars in every image, and room for one: with each camera, and in the rig.
        using NetworkFolder twoCars = YoloxFolder.Write([2, 2, 0, 0, 1, 1, 0, 5, 2, 0, 0, 1, 1, 0]);
        using RigRun run = Recorded(_folder, 
            Lossless with { Fusion = new RigFusionOptions { MaximumObjects = 1 } },
            () => new NetworkSet(twoCars.Load(), Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 })),
            (_, options) => options with { Fusion = new WorldFusionOptions { Tracker = new TrackerOptions { MaximumTracks = 1 } } });
        await run.Rig.RunAsync(CancellationToken.None);

        HealthMessage health = new HealthReporter(run.Cameras, guards: null, TimeProvider.System, run.Sharing, [run.Rig]).Report();
        RigHealthMessage rig = Assert.Single(health.Rigs);
        Assert.Equal((12, 12, 0, 0, 0), (rig.Instants, rig.WorldsPublished, rig.InstantsDropped, rig.InstantsFailed, rig.WorldsIncomplete));
        Assert.Equal([12L, 6], health.Sources.Select(source => source.TracksTooMany));
        Assert.True(rig.ObjectsTooMany > 0);

        Dictionary<string, long> figures = Figures(run);
        Assert.Equal(12, figures["perception.rig.instants car"]);
        Assert.Equal(12, figures["perception.rig.worlds car"]);
        Assert.Equal(0, figures["perception.rig.worlds.incomplete car"]);
        Assert.Equal(6, figures["perception.rig.contributions car side contributed"]);
        Assert.Equal(6, figures["perception.rig.contributions car side notDue"]);
        Assert.Equal(0, figures["perception.rig.contributions car side missing"]);
        Assert.Equal(1, figures["perception.rig.tracks car"]);
        Assert.Equal(0, figures["perception.rig.tracks.joined car"]);
        Assert.Equal(rig.ObjectsTooMany, figures["perception.rig.objects.too_many car"]);
        Assert.Equal(12, figures["perception.tracks.too_many front"]);
        Assert.Equal(0, figures["perception.frames.dropped side late"]);
    }

    [Fact]
    public async Task RunAsync_TwoRuns_GiveTheSameWorlds()
    {
        using RigRun first = Recorded(_folder, Lossless);
        await first.Rig.RunAsync(CancellationToken.None);
        using RigRun second = Recorded(_folder, Lossless);
        await second.Rig.RunAsync(CancellationToken.None);

        Assert.NotEmpty(first.Lines);
        Assert.Equal(first.Lines, second.Lines);
    }

    [Fact]
    public async Task RunAsync_UncalibratedCameras_SaySoAndPublishEachCamerasTracksAlone()
    {
        using RigRun run = Recorded(_folder, Lossless);
        await run.Rig.RunAsync(CancellationToken.None);

        WorldMessage last = run.Worlds[^2];
        Assert.NotNull(last.MetricAbsence);
        Assert.All(last.Cameras, camera => Assert.False(camera.IsMetric));
        Assert.All(last.Cameras, camera => Assert.StartsWith($"camera {camera.SourceId}: ", camera.Reason, StringComparison.Ordinal));
        Assert.Null(last.Capability.DegradedReason);
        Assert.All(last.Tracks, track => Assert.True(track.Views.Count == 1 && track.Ego is null));
    }

    [Fact]
    public async Task RunAsync_BadFrameOfOneCamera_IsToldWithItsCamera()
    {
        string side = Side(_folder.At("side"));
        File.WriteAllText(Path.Combine(side, "000002.png"), "no image");
        using RigRun run = Recorded(_folder, Lossless);
        await run.Rig.RunAsync(CancellationToken.None);

        Assert.Equal(12, run.Worlds.Count);
        WorldMessage telling = run.Worlds.Single(world => world.Cameras[1].Drops.Count > 0);
        Assert.Equal((int)DropCause.Decode, Assert.Single(telling.Cameras[1].Drops).Cause);
        Assert.Equal(1, telling.Drops.Single(drop => drop.Cause == (int)DropCause.Decode).Count);
        Assert.Contains("000002.png", telling.Capability.DegradedReason, StringComparison.Ordinal);
        Assert.All(run.Worlds.Where(world => world != telling), world => Assert.Null(world.Capability.DegradedReason));
        Assert.Equal(1, run.Cameras[1].Monitor.Drops.Total);
    }

    [Fact]
    public async Task RunAsync_NetworkThatFailsOnOneCamera_DegradesThatCameraAlone()
    {
        // The logarithm of black is not finite.
        byte[] onnx = new TinyOnnx().Input("image", [1, 3, 64, 64]).Unary("Log", "image", "classes", [1, 3, 64, 64]).ToArray();
        using NetworkFolder lanes = NetworkFolder.Write(onnx, "tasks: [lanes]\ndecoder: class-masks\nparameters: {drivable: [0], laneLines: [1]}\n"
            + NetworkFolder.InputKeys(64, 64) + "outputs: [{name: classes, shape: [1, 3, 64, 64]}]\n");
        using NetworkFolder objects = YoloxFolder.Write([0]);
        using ScriptedSource front = new("front");
        using ScriptedSource covered = new("covered", isCovered: true);
        using RigRun run = new(
            new RigOptions { Id = "car", Wait = TimeSpan.FromSeconds(5) }, [front, covered], () => new NetworkSet(objects.Load(), lanes.Load()));
        Task running = run.Rig.RunAsync(CancellationToken.None);
        for (int i = 0; i < 5; i++)
        {
            front.Deliver(i * 40 * Ms);
            covered.Deliver(i * 40 * Ms);
            await run.Until(i + 1);
        }

        front.End();
        covered.End();
        await running;

        Assert.All(run.Worlds, world => Assert.Equal(ContributionState.Contributed, world.Cameras[0].State));
        Assert.All(run.Worlds, world => Assert.Equal(ContributionState.Degraded, world.Cameras[1].State));
        Assert.All(run.Worlds, world => Assert.Contains("expected finite numbers", world.Cameras[1].Reason, StringComparison.Ordinal));
        Assert.Equal(5, run.Cameras[1].Monitor.Drops[DropCause.Inference]);
    }

    [Fact]
    public async Task RunAsync_NetworkOfSeveralImages_RunsAnInstantsFramesTogetherWithEqualWorlds()
    {
        FoldedWeights weights = OnnxWeights.Read(Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx"));
        foreach (int batch in (int[])[1, 2])
        {
            ModelShipper.Ship(weights, new ModelCard { Summary = "A test's.", Reproduce = [] }, new ShippingOptions
            {
                Folder = _folder.At("models"), Name = $"batch{batch}", Width = 448, Height = 256, Batch = batch,
            });
        }

        ModelCatalogue catalogue = ModelCatalogue.Load([_folder.At("models")]);
        using RigRun alone = Recorded(_folder, Lossless, () => RigRun.Single(catalogue, "batch1"));
        await alone.Rig.RunAsync(CancellationToken.None);
        using RigRun together = Recorded(_folder, Lossless, () => RigRun.Single(catalogue, "batch2"));
        await together.Rig.RunAsync(CancellationToken.None);

        Assert.Equal(alone.Lines, together.Lines);
        BatchRunner runner = together.Sharing.Batches[0]!;
        Assert.Equal(18, runner.Runs(1) + (2 * runner.Runs(2)));
        Assert.Null(alone.Sharing.Batches[0]);
    }

    [Fact]
    public async Task RunAsync_StopAskedFor_FinishesWhatIsInProcess()
    {
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        using CancellationTokenSource stop = new();
        using RigRun run = new(new RigOptions { Id = "car", Wait = TimeSpan.FromSeconds(5) }, [front, left]);
        Task running = run.Rig.RunAsync(stop.Token);
        front.Deliver(0);
        left.Deliver(0);
        await run.Until(1);
        await stop.CancelAsync();
        await running;

        Assert.Single(run.Worlds);
        Assert.All(run.Cameras, camera => Assert.Equal(0, camera.FramesInProcess));
    }

    [Fact]
    public async Task RunAsync_FrameThatStandsStillPastTheStop_EndsWithoutIt()
    {
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim release = new();
        TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PipelineOptions Standing(PipelineOptions options) => options with
        {
            DrainTimeout = TimeSpan.FromMilliseconds(50),
            BeforeWork = (stage, _) =>
            {
                if (stage == PipelineStage.Decode)
                {
                    standing.TrySetResult();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using RigRun run = new(
            new RigOptions { Id = "car", Wait = TimeSpan.FromSeconds(5) }, [front, left], load: null, (camera, options) => camera == 1 ? Standing(options) : options);
        Task running = run.Rig.RunAsync(stop.Token);
        front.Deliver(0);
        left.Deliver(0);
        await standing.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        PipelineException error = await Assert.ThrowsAsync<PipelineException>(() => running.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        Assert.StartsWith("left: expected the frames in process to finish within 0.1 s of the stop, found 1", error.Message, StringComparison.Ordinal);
        Assert.Equal([ContributionState.Contributed, ContributionState.Missing], Assert.Single(run.Worlds).Cameras.Select(camera => camera.State));
        Assert.Equal("camera left: it ended before its frame had come out", run.Worlds[0].Cameras[1].Reason);
        Assert.Equal(1, run.Cameras[1].Monitor.Drops[DropCause.Shutdown]);
        Assert.Equal(0, run.Sharing.Gate.InProcess);

        // It comes out after all: it has no turn to give back any more, and was counted.
        release.Set();
        Assert.True(SpinWait.SpinUntil(() => run.Cameras[1].FramesInProcess == 0, TimeSpan.FromMinutes(1)));
        Assert.Equal(0, run.Sharing.Gate.InProcess);
        Assert.Equal((1, 0, 1), (run.Cameras[1].Monitor.FramesRead, run.Cameras[1].Monitor.FramesPublished, run.Cameras[1].Monitor.Drops.Total));
        Assert.Equal(0, run.Cameras[1].Monitor.CaptureToPublish.Summarise().Count);
        Assert.Single(run.Worlds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_CamerasWithTheSameDrainOneOfWhichStandsStill_TheOthersFrameComesOutAndThatCameraIsNamed(bool rigStandsToo)
    {
        using ScriptedSource front = new("front");
        using ScriptedSource left = new("left");
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim release = new();
        using SemaphoreSlim standing = new(0);
        TimerTime time = new();
        TimeSpan drain = TimeSpan.FromSeconds(5);
        FrameJob? frontsJob = null;
        void Stand()
        {
            standing.Release();
            release.Wait(CancellationToken.None);
        }

        PipelineOptions Standing(int camera, PipelineOptions options) => options with
        {
            DrainTimeout = drain,
            BeforeWork = (stage, job) =>
            {
                if ((camera, stage) == (0, PipelineStage.Publish))
                {
                    Volatile.Write(ref frontsJob, job);
                }
                else if ((camera, stage) == (1, PipelineStage.Decode))
                {
                    Stand();
                }
            },
        };
        RigOptions options = new()
        {
            Id = "car",
            BeforeWork = _ =>
            {
                if (rigStandsToo)
                {
                    Stand();
                }
            },
        };
        using RigRun run = new(options, [front, left], load: null, Standing, time: time);

        // At its zero a stage that was left looks as if it had not been.
        time.Advance(TimeSpan.FromMilliseconds(1));
        Task running = run.Rig.RunAsync(stop.Token);
        front.Deliver(1000 * Ms);
        left.Deliver(1001 * Ms);
        front.End();
        left.End();

        // The front camera's frame waits in the rig for the other's.
        Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.True(SpinWait.SpinUntil(
            () => Volatile.Read(ref frontsJob)?.Times.TryGet(PipelineStage.Publish, out _, out _) == true && run.Cameras.All(camera => camera.Monitor.SourceEnded), TimeSpan.FromMinutes(1)));
        await stop.CancelAsync();
        await time.WhenArmedAsync(drain, TestContext.Current.CancellationToken, timers: 2).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        time.Advance(drain);
        if (rigStandsToo)
        {
            Assert.True(await standing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            await time.WhenArmedAsync(PipelineEnd.RigPatience, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            time.Advance(PipelineEnd.RigPatience);
            Assert.True(SpinWait.SpinUntil(() => run.Cameras[0].Monitor.FramesPublished == 1, TimeSpan.FromMinutes(1)));
            release.Set();
        }

        PipelineException error = await Assert.ThrowsAsync<PipelineException>(() => running.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Equal("left: expected the frames in process to finish within 5 s of the stop, found 1 that did not", error.Message);
        Assert.Equal([ContributionState.Contributed, ContributionState.Missing], Assert.Single(run.Worlds).Cameras.Select(camera => camera.State));
        Assert.Equal((1, 0), (run.Cameras[0].Monitor.FramesPublished, run.Cameras[0].Monitor.Drops.Total));
        Assert.Equal((0, 1), (run.Cameras[1].Monitor.FramesPublished, run.Cameras[1].Monitor.Drops[DropCause.Shutdown]));
        release.Set();
        Assert.True(SpinWait.SpinUntil(() => run.Cameras[1].FramesInProcess == 0, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Connect_LiveBesideRecorded_IsRefused()
    {
        using ScriptedSource live = new("live");
        using IFrameSource recorded = DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("front"), frames: 2), new DriveOpenOptions());

        PipelineException error = Assert.Throws<PipelineException>(() => new RigRun(Lossless, [live, recorded]));

        Assert.Contains("expected capture times of one clock, found Utc (live) and Drive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_LiveBesideRecordedInUtc_IsRefused()
    {
        string folder = DrawnRoad.WriteImages(_folder.At("front"), frames: 2);
        using ScriptedSource live = new("front");
        using IFrameSource recorded = new RecordedInUtc(DriveOpener.Open(folder, new DriveOpenOptions()));

        PipelineException error = Assert.Throws<PipelineException>(() => new RigRun(Lossless, [live, recorded]));

        Assert.Equal("rig car: expected cameras that are all live or all recorded, found front live and drive recorded; live cameras and recorded drives do not share a rig", error.Message);
    }

    /// <summary>Every whole number of the metrics, by its name and its labels' values.</summary>
    private static Dictionary<string, long> Figures(RigRun run)
    {
        Dictionary<string, long> figures = [];
        using ServiceMetrics metrics = new(run.Cameras, [run.Rig]);
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == ServiceMetrics.MeterName)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, labels, _) => figures[string.Join(' ', labels.ToArray().Select(label => label.Value).Prepend(instrument.Name))] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return figures;
    }

    /// <summary>A drive whose capture times are UTC.</summary>
    private sealed class RecordedInUtc(IFrameSource drive) : IFrameSource
    {
        public SourceDescription Description { get; } = drive.Description with { Id = "drive", Clock = CaptureClock.Utc };

        public FrameRead Read(OpenCvSharp.Mat image, CancellationToken cancellationToken) => drive.Read(image, cancellationToken);

        public void Dispose() => drive.Dispose();
    }
}
