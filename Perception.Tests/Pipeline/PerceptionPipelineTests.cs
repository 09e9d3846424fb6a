using OpenCvSharp;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Tests.Faults;
using Perception.Tests.Inference;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Pipeline;

/// <summary>The whole pipeline over drawn drives, with the shipped network in real sessions.</summary>
public sealed class PerceptionPipelineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_LosslessDrive_PublishesEveryFrameOnceInOrder()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 20);
        using Collector collector = new();
        PipelineMonitor monitor = await RunAsync(drive, Throughput(workers: 2), collector);

        Assert.Equal(20, monitor.FramesRead);
        Assert.Equal(20, monitor.FramesPublished);
        Assert.Equal(0, monitor.Drops.Total);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), collector.Worlds.Select(world => world.SequenceNumber));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), collector.Worlds.Select(world => world.FrameId));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i * 50_000_000L), collector.Worlds.Select(world => world.CaptureTimeNs));
        Assert.All(collector.Worlds, world => Assert.Null(world.Capability.DegradedReason));
    }

    [Fact]
    public async Task RunAsync_EveryStage_IsTimedWithinCaptureToPublish()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 4);
        using Collector collector = new();
        await RunAsync(drive, Throughput(workers: 1), collector);

        int[] expected = [(int)PipelineStage.Letterbox, (int)PipelineStage.Detect, (int)PipelineStage.Motion, (int)PipelineStage.Decode, (int)PipelineStage.Fuse];
        foreach (WorldMessage world in collector.Worlds)
        {
            Assert.Equal(expected, world.Stages.Select(stage => stage.Stage));
            Assert.All(world.Stages, stage => Assert.True(stage.QueueWaitNs >= 0 && stage.WorkNs > 0));

            // The motion is measured beside the network, so its time is not the frame's.
            Assert.InRange(world.Stages.Where(stage => stage.Stage != (int)PipelineStage.Motion).Sum(stage => stage.QueueWaitNs + stage.WorkNs), 1, world.CaptureToPublishNs);
        }
    }

    [Fact]
    public async Task RunAsync_ImageMotionOff_HasNoSuchStage()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 3);
        using Collector collector = new();
        PipelineMonitor monitor = await RunAsync(drive, Throughput(workers: 1) with { ImageMotion = null }, collector);

        Assert.DoesNotContain(collector.Worlds.SelectMany(world => world.Stages), stage => stage.Stage == (int)PipelineStage.Motion);
        Assert.Equal(0, monitor.ImageMotionUnknown);
    }

    [Fact]
    public async Task RunAsync_TwoRunsWithDifferentWorkers_GiveTheSameMessages()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 12);
        using Collector first = new();
        using Collector second = new();
        await RunAsync(drive, Throughput(workers: 1), first);
        await RunAsync(drive, Throughput(workers: 2), second);
        Assert.Equal(first.Lines, second.Lines);
        Assert.NotEmpty(first.Lines);
    }

    [Fact]
    public async Task RunAsync_BadFrame_IsCountedByCauseAndToldInTheNextMessage()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 6);
        await File.WriteAllBytesAsync(Path.Combine(drive, "000002.png"), [], TestContext.Current.CancellationToken);
        using Collector collector = new();
        PipelineMonitor monitor = await RunAsync(drive, Throughput(workers: 1), collector);

        Assert.Equal(6, monitor.FramesRead);
        Assert.Equal(5, monitor.FramesPublished);
        Assert.Equal(1, monitor.Drops[DropCause.Decode]);
        Assert.Equal([0L, 1, 3, 4, 5], collector.Worlds.Select(world => world.FrameId));
        Assert.Equal([0L, 1, 2, 3, 4], collector.Worlds.Select(world => world.SequenceNumber));

        WorldMessage told = Assert.Single(collector.Worlds, world => world.Drops.Count > 0);
        Assert.Equal(3, told.FrameId);
        Assert.Equal((int)DropCause.Decode, told.Drops[0].Cause);
        Assert.Equal(1, told.Drops[0].Count);
        Assert.Contains("000002.png", told.Capability.DegradedReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FramesFasterThanTheNetwork_NewestWinsAndEveryFrameIsAccountedFor()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 40);
        PipelineOptions options = new()
        {
            Pace = new Pace(1000),
            CapturePolicy = DeliveryPolicy.Latest,
            FramesInFlight = 2,
        };
        using Collector collector = new();
        PipelineMonitor monitor = await RunAsync(drive, options, collector);

        Assert.Equal(40, monitor.FramesRead);
        Assert.Equal(40, monitor.FramesPublished + monitor.Drops[DropCause.NewerFrame]);
        Assert.Equal(39, collector.Worlds[^1].FrameId);
        Assert.Equal(
            monitor.Drops[DropCause.NewerFrame],
            collector.Worlds.Sum(world => world.Drops.Where(drop => drop.Cause == (int)DropCause.NewerFrame).Sum(drop => drop.Count)));
    }

    [Fact]
    public async Task RunAsync_SinkThatFails_StopsThePipelineWithItsReason()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 8);
        using FailingSink sink = new();
        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => RunAsync(drive, Throughput(workers: 1), sink));
        Assert.Contains(FailingSink.Reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NetworkThatAnswersNaN_IsCountedAndStopsThePipelineAfterTenInARow()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 30);
        using NetworkFolder folder = YoloxFolder.Write([float.NaN, 1, 1, 1, 1, 1, 1]);
        using NetworkSet networks = new(
            folder.Load(), Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 }));
        using IFrameSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        using Collector collector = new();
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [collector], Throughput(workers: 1), TimeProvider.System);

        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => pipeline.RunAsync(CancellationToken.None));
        Assert.Contains(NetworkFolder.Name, failure.Message, StringComparison.Ordinal);
        Assert.Empty(collector.Worlds);
        Assert.True(pipeline.Monitor.Drops[DropCause.Inference] >= 10);
        Assert.Equal(pipeline.Monitor.FramesRead, pipeline.Monitor.Drops[DropCause.Inference]);
        Assert.Equal(0, pipeline.FramesInProcess);
    }

    [Fact]
    public async Task RunAsync_StopAskedFor_FinishesTheFramesInProcessAndReturns()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 4);
        using CancellationTokenSource stop = new();
        using Collector collector = new(afterEach: count =>
        {
            if (count == 3)
            {
                stop.Cancel();
            }
        });
        using IRecordedSource recorded = DriveOpener.Open(drive, new DriveOpenOptions());
        using LoopingSource endless = new(recorded);
        PipelineMonitor monitor = await RunAsync(endless, Throughput(workers: 1), collector, stop.Token);
        Assert.True(monitor.FramesPublished >= 3);
        Assert.Equal(monitor.FramesRead, monitor.FramesPublished + monitor.Drops.Total);
    }

    [Theory]
    [InlineData("laneLines: [1]", true, false)]
    [InlineData("drivable: [0]", false, true)]
    [InlineData("drivable: [0], laneLines: [1]", true, true)]
    public async Task RunAsync_NetworkThatTellsOnlyLinesOrArea_SaysSo(string told, bool lanes, bool drivable)
    {
        using NetworkFolder road = NetworkFolder.Write(
            new TinyOnnx().Input("image", [1, 3, 64, 64]).Unary("Neg", "image", "classes", [1, 3, 64, 64]).ToArray(),
            "tasks: [lanes]\ndecoder: class-masks\nparameters: {" + told + "}\n"
                + NetworkFolder.InputKeys(64, 64) + "outputs: [{name: classes, shape: [1, 3, 64, 64]}]\n");
        Network objects = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(objects, road.Load());
        using IFrameSource source = DriveOpener.Open(DrawnRoad.WriteImages(_folder.At("images"), frames: 2), new DriveOpenOptions());
        using Collector collector = new();
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [collector], Throughput(workers: 1), TimeProvider.System);
        await pipeline.RunAsync(CancellationToken.None);

        Assert.Equal(2, collector.Worlds.Count);
        Assert.All(collector.Worlds, world => Assert.Equal((lanes, drivable, drivable), (world.Capability.Lanes, world.Capability.Drivable, world.Drivable is not null)));
    }

    [Fact]
    public async Task RunAsync_LoopedDrive_NothingIsRememberedAcrossTheCut()
    {
        const int frames = 12;
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames);
        using CancellationTokenSource stop = new();
        using Collector collector = new(afterEach: count =>
        {
            if (count == 2 * frames)
            {
                stop.Cancel();
            }
        });
        using LoopingSource endless = new(DriveOpener.Open(drive, new DriveOpenOptions()));
        await RunAsync(endless, new PipelineOptions { FramesInFlight = 1, WorkersPerNetwork = 1 }, collector, stop.Token);

        WorldMessage[] first = [.. collector.Worlds.Where(world => world.FrameId < frames)];
        WorldMessage[] second = [.. collector.Worlds.Where(world => world.FrameId is >= frames and < 2 * frames)];
        Assert.NotEmpty(first.SelectMany(world => world.Tracks));
        Assert.Empty(first.SelectMany(world => world.Tracks).Select(track => track.TrackId).Intersect(second.SelectMany(world => world.Tracks).Select(track => track.TrackId)));

        // The second round is as the first: the same boxes after the same number of frames.
        Assert.Equal(first.Select(Boxes), second.Select(Boxes));

        static string Boxes(WorldMessage world) => string.Join(' ', world.Tracks.Select(track => $"{track.Box.XMin:F2},{track.Box.YMax:F2}"));
    }

    [Fact]
    public async Task RunAsync_EveryThirdFrame_IsPublishedAndTheOthersAreCountedWithoutBlame()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 9);
        PipelineOptions options = new() { FramesInFlight = 2, CapturePolicy = DeliveryPolicy.Every(3, DeliveryPolicy.Lossless) };
        using Collector collector = new();
        PipelineMonitor monitor = await RunAsync(drive, options, collector);

        Assert.Equal([0L, 3, 6], collector.Worlds.Select(world => world.FrameId));
        Assert.Equal(6, monitor.Drops[DropCause.EveryNth]);
        Assert.Equal(0, monitor.Drops.Total - monitor.Drops[DropCause.EveryNth]);
        Assert.All(collector.Worlds, world => Assert.Null(world.Capability.DegradedReason));
    }

    [Fact]
    public async Task RunAsync_FramesOlderThanTheBound_AreDroppedAsTooOldAndTold()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 30);
        PipelineOptions options = new()
        {
            Pace = new Pace(1000),
            CapturePolicy = DeliveryPolicy.LatencyBound(TimeSpan.FromMilliseconds(1)),
            FramesInFlight = 1,
        };
        using Collector collector = new();
        PipelineMonitor monitor = await RunAsync(drive, options, collector);

        Assert.True(monitor.Drops[DropCause.TooOld] > 0, $"expected frames dropped as too old, found {monitor.FramesPublished} published");
        Assert.Equal(30, monitor.FramesPublished + monitor.Drops[DropCause.TooOld] + monitor.Drops[DropCause.NewerFrame]);
    }

    [Fact]
    public async Task RunAsync_RecordingSlowerThanTheFrames_CostsRecordingsAndNoFrame()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 12);
        using ManualResetEventSlim release = new();
        using BlockingSink sink = new(release);
        PipelineOptions options = new() { FramesInFlight = 4, RecordingPolicy = DeliveryPolicy.Latest, Watchdog = FastTime.Patient };
        using LoadedPipeline loaded = new(drive, options, sink);
        Task run = loaded.Pipeline.RunAsync(CancellationToken.None);
        while (loaded.Pipeline.Monitor.FramesPublished < 12)
        {
            await Task.Yield();
        }

        release.Set();
        await run;
        Assert.Equal(12, loaded.Pipeline.Monitor.RecordingsDropped + sink.Written);
        Assert.True(loaded.Pipeline.Monitor.RecordingsDropped >= 9);
        Assert.Equal(0, loaded.Pipeline.Monitor.Drops.Total);
        Assert.Equal(0, loaded.Pipeline.FramesInProcess);
    }

    [Fact]
    public async Task RunAsync_RecordingThatFails_EndsAloneWhereTheOptionsSaySo()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 8);
        using FailingSink sink = new();
        PipelineMonitor monitor = await RunAsync(drive, new PipelineOptions { FramesInFlight = 2, EndsOnRecordingFault = false }, sink);
        Assert.Equal(8, monitor.FramesPublished);
        Assert.Contains(FailingSink.Reason, monitor.RecordingFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_StageStillAtWorkAfterTheDrain_NothingIsFreedUnderItAndEveryFrameIsCounted()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 8);
        using ManualResetEventSlim release = new();
        using BlockingSink sink = new(release);
        using CancellationTokenSource stop = new();
        PipelineOptions options = new() { FramesInFlight = 2, DrainTimeout = TimeSpan.FromMilliseconds(50), Watchdog = FastTime.Patient };
        LoadedPipeline loaded = new(drive, options, sink);
        Task run = loaded.Pipeline.RunAsync(stop.Token);
        await sink.Entered;
        await stop.CancelAsync();

        PipelineException failure = await Assert.ThrowsAsync<PipelineException>(() => run);
        Assert.Contains("did not", failure.Message, StringComparison.Ordinal);
        PipelineMonitor monitor = loaded.Pipeline.Monitor;
        Assert.Equal(monitor.FramesRead, monitor.FramesPublished + monitor.Drops.Total);

        // Networks, pool and source go while the sink still holds an image; it reads the image afterwards.
        loaded.Dispose();
        release.Set();
        Assert.Equal(DrawnRoad.Width, await sink.ImageWidth);
    }

    private static PipelineOptions Throughput(int workers) =>
        new() { FramesInFlight = 4, WorkersPerNetwork = workers, Watchdog = FastTime.Patient, DrainTimeout = TimeSpan.FromMinutes(1) };

    private static async Task<PipelineMonitor> RunAsync(string drive, PipelineOptions options, IWorldSink sink)
    {
        using IFrameSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        return await RunAsync(source, options, sink, CancellationToken.None);
    }

    private static async Task<PipelineMonitor> RunAsync(IFrameSource source, PipelineOptions options, IWorldSink sink, CancellationToken stop)
    {
        ModelCatalogue catalogue = ModelCatalogue.Load([]);
        Network network = Network.Load(catalogue.Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);
        using PerceptionPipeline pipeline = new(source, networks, publisher: null, [sink], options, TimeProvider.System);
        await pipeline.RunAsync(stop);
        Assert.Equal(0, pipeline.FramesInProcess);
        return pipeline.Monitor;
    }

    /// <summary>Keeps every message, decoded from its own bytes, and its JSON without clocks.</summary>
    private sealed class Collector(Action<int>? afterEach = null) : IWorldSink
    {
        private readonly MessageJson _json = new(withClockFields: false);

        public List<WorldMessage> Worlds { get; } = [];

        public List<string> Lines { get; } = [];

        public bool Write(WorldMessage message, Mat image)
        {
            Worlds.Add(MessagePack.MessagePackSerializer.Deserialize<WorldMessage>(MessagePack.MessagePackSerializer.Serialize(message)));
            Lines.Add(System.Text.Encoding.UTF8.GetString(_json.Line(message)));
            afterEach?.Invoke(Worlds.Count);
            return true;
        }

        public void Dispose() => _json.Dispose();
    }

    /// <summary>A pipeline with its source and the shipped network, to be disposed in the order in which commands do.</summary>
    private sealed class LoadedPipeline : IDisposable
    {
        private readonly IFrameSource _source;
        private readonly NetworkSet _networks;

        public LoadedPipeline(string drive, PipelineOptions options, IWorldSink sink)
        {
            _source = DriveOpener.Open(drive, new DriveOpenOptions());
            Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
            _networks = new NetworkSet(network, network);
            Pipeline = new PerceptionPipeline(_source, _networks, publisher: null, [sink], options, TimeProvider.System);
        }

        public PerceptionPipeline Pipeline { get; }

        public void Dispose()
        {
            Pipeline.Dispose();
            _networks.Dispose();
            _source.Dispose();
        }
    }

    /// <summary>Holds the first message until it is released, then reads the image that came with it.</summary>
    private sealed class BlockingSink(ManualResetEventSlim release) : IWorldSink
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<int> _imageWidth = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public Task<int> ImageWidth => _imageWidth.Task;

        public int Written { get; private set; }

        public bool Write(WorldMessage message, Mat image)
        {
            _entered.TrySetResult();
            release.Wait(TestContext.Current.CancellationToken);
            _imageWidth.TrySetResult(image.IsDisposed ? -1 : image.Width);
            Written++;
            return true;
        }

        public void Dispose()
        {
        }
    }

    private sealed class FailingSink : IWorldSink
    {
        public const string Reason = "no space left on the device";

        public bool Write(WorldMessage message, Mat image) => throw new IOException(Reason);

        public void Dispose()
        {
        }
    }
}
