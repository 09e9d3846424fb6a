using Fusion.World;
using OpenCvSharp;
using Perception.Benchmarks;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Rigs;
using Perception.Schedules;
using Perception.Tests.Shared;
using Sensors.Frames;
using Sensors.OpticalFlow;
using Sensors.Sources;

namespace Perception.Tests.Pipeline;

/// <summary>From capture to publish the steady state allocates nothing on the managed heap.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests : IDisposable
{
    private const int WarmUpFrames = 40;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryStage_SteadyState_AllocatesNothing()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 100);
        using IFrameSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        AssertNothing(Measure(source, out int frames), frames);
    }

    [Fact]
    public void EveryStage_RealDrive_AllocatesNothing()
    {
        string drive = SharedFolder.Require("drives/solidWhiteRight.mp4");
        using IFrameSource source = DriveOpener.Open(drive, new DriveOpenOptions());
        AssertNothing(Measure(source, out int frames), frames);
    }

    [Fact]
    public async Task WholePipeline_RealDrive_AllocatesNothingFromCaptureToPublish()
    {
        string drive = SharedFolder.Require("drives/solidWhiteRight.mp4");
        await AssertNothingAsync(() => BytesPerFrameAsync(drive, Pace.Max, DeliveryPolicy.Lossless, workers: 2));
        await AssertNothingAsync(() => BytesPerFrameAsync(drive, Pace.Realtime, DeliveryPolicy.Latest, workers: 1));
    }

    [Fact]
    public async Task WholePipeline_RecordingItsSchedule_AllocatesNothingFromCaptureToPublish()
    {
        string drive = SharedFolder.Require("drives/solidWhiteRight.mp4");
        await AssertNothingAsync(() => BytesPerFrameAsync(drive, Pace.Max, DeliveryPolicy.Lossless, workers: 2, isRecorded: true));
    }

    [Fact]
    public async Task Rig_RecordingItsSchedule_AllocatesNothingFromCaptureToPublish()
    {
        string drive = SharedFolder.Require("drives/solidWhiteRight.mp4");
        await AssertNothingAsync(() => BytesPerInstantAsync(drive, isRecorded: false));
        await AssertNothingAsync(() => BytesPerInstantAsync(drive, isRecorded: true));
    }

    /// <summary>
    /// The whole process is counted, the test runner in it as well, so a few bytes are let pass, and the least of some passes counts:
    /// what is allocated now and then falls into one of them. What is allocated for each frame falls into all, and has at least the 24
    /// bytes of the smallest object.
    /// </summary>
    private static async Task AssertNothingAsync(Func<Task<double>> measureAsync)
    {
        const int mostBytesEach = 12;
        const int passes = 4;
        double least = double.MaxValue;
        for (int pass = 0; pass < passes && least > mostBytesEach; pass++)
        {
            least = Math.Min(least, await measureAsync());
        }

        Assert.InRange(least, 0, mostBytesEach);
    }

    private async Task<double> BytesPerFrameAsync(string drive, Pace pace, DeliveryPolicy policy, int workers, bool isRecorded = false)
    {
        using NetworkSet networks = Prototype();
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        using LoopingSource source = new(DriveOpener.Open(drive, new DriveOpenOptions()));
        using ScheduleWriter? schedule = isRecorded ? new ScheduleWriter(_folder.At("schedule.jsonl"), source.Description, isLooped: true, networks, measuresImageMotion: false, TimeProvider.System) : null;
        using AllocationMeter meter = new(first: 60, last: 140);
        PipelineOptions options = new()
        {
            Pace = pace,
            CapturePolicy = policy,
            FramesInFlight = 4,
            WorkersPerNetwork = workers,
            Recorder = schedule is null ? null : new ScheduleRecorder(schedule),
        };
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using Ender ender = new(() => meter.BytesPerFrame is not null, enough);
        using PerceptionPipeline pipeline = new(source, networks, publisher, [meter, ender], options, TimeProvider.System);
        await pipeline.RunAsync(enough.Token);
        return meter.BytesPerFrame ?? throw new InvalidOperationException($"expected 141 frames or more, found {pipeline.Monitor.FramesPublished}");
    }

    /// <summary>The same of a rig of two cameras that drive the same way.</summary>
    private async Task<double> BytesPerInstantAsync(string drive, bool isRecorded)
    {
        using NetworkSet networks = Prototype();
        using CameraSharing sharing = new(networks, framesInFlight: 2, new BatchOptions(), TimeProvider.System);
        using IFrameSource front = DriveOpener.Open(drive, new DriveOpenOptions());
        using IFrameSource left = DriveOpener.Open(drive, new DriveOpenOptions());
        IFrameSource[] sources = [front, left];
        using ScheduleWriter? schedule = isRecorded
            ? new ScheduleWriter(_folder.At("schedule.jsonl"), "car", sources.Select(source => source.Description), networks, measuresImageMotion: false, TimeProvider.System)
            : null;
        using AllocationMeter meter = new(first: 60, last: 140);
        RigScheduleRecorder? recorder = schedule is null ? null : new RigScheduleRecorder(schedule, sources.Length);
        using RigPipeline rig = new(new RigOptions { Id = "car", IsLossless = true, Recorder = recorder }, sources.Length, TimeProvider.System);
        PerceptionPipeline[] cameras =
        [
            .. sources.Select((source, camera) => new PerceptionPipeline(
                source, networks, publisher: null, sinks: [], new PipelineOptions { Pace = Pace.Max, FramesInFlight = 2, Recorder = recorder?.Cameras[camera] },
                TimeProvider.System, guards: null, sharing, rig.Seats[camera])),
        ];
        rig.Connect(cameras, publisher: null, [meter]);
        await rig.RunAsync(TestContext.Current.CancellationToken);
        Array.ForEach(cameras, camera => camera.Dispose());
        return meter.BytesPerFrame ?? throw new InvalidOperationException($"expected 141 instants or more, found {rig.Monitor.WorldsPublished}");
    }

    private static NetworkSet Prototype()
    {
        Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        return new NetworkSet(network, network);
    }

    private static void AssertNothing(Dictionary<PipelineStage, long> bytes, int frames)
    {
        Assert.True(frames >= 50, $"expected 50 frames or more after the warm-up, found {frames}");
        foreach ((PipelineStage stage, long allocated) in bytes)
        {
            Assert.True(allocated == 0, $"{stage}: expected no bytes in {frames} frames after the warm-up, found {allocated}");
        }
    }

    /// <summary>Managed bytes that each stage allocated on its thread after the warm-up, over the whole drive.</summary>
    private static Dictionary<PipelineStage, long> Measure(IFrameSource source, out int frameCount)
    {
        using NetworkSet networks = Prototype();
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0" }, TimeProvider.System);
        PipelineMonitor monitor = new(TimeProvider.System);
        DecodeStage decode = new(networks);
        MotionStage motion = new(source.Description, new ImageMotionOptions());
        FuseStage fuse = new(new WorldFusionOptions(), source.Description, networks);
        PublishStage publish = new(publisher, monitor);
        using FramePool frames = new(capacity: 1);
        using FrameJob job = new(networks, source.Description, decode, new PipelineOptions().MaxDetections);
        Dictionary<PipelineStage, long> bytes = Enum.GetValues<PipelineStage>().ToDictionary(stage => stage, _ => 0L);

        int frame = 0;
        for (; ; frame++)
        {
            Assert.True(frames.TryRent(out FrameLease? lease));
            FrameRead read = default;
            Count(PipelineStage.Capture, () => read = source.Read(lease!.Image, CancellationToken.None));
            if (read.Status != FrameReadStatus.Frame)
            {
                lease!.Dispose();
                break;
            }

            lease!.Stamp = new FrameStamp(read.FrameId, read.CaptureTimeNs, TimeProvider.System.GetTimestamp());
            job.Begin(lease, frame);
            Count(PipelineStage.Letterbox, () => job.Bindings[0].Preprocess(job.Frame!.Image));
            Count(PipelineStage.Detect, () => networks.Distinct[0].Run(job.Bindings[0]));
            Count(PipelineStage.Motion, () => motion.Process(job));
            Count(PipelineStage.Decode, () => decode.Process(job));
            Count(PipelineStage.Fuse, () => fuse.Process(job));
            Count(PipelineStage.Publish, () => publish.TryProcess(job));
            job.End();

            void Count(PipelineStage stage, Action work)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                work();
                bytes[stage] += frame < WarmUpFrames ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        frameCount = frame - WarmUpFrames;
        return bytes;
    }

    /// <summary>Ends a run of a drive without end.</summary>
    private sealed class Ender(Func<bool> isEnough, CancellationTokenSource stop) : IWorldSink
    {
        public bool Write(WorldMessage message, Mat image)
        {
            if (isEnough())
            {
                stop.Cancel();
            }

            return true;
        }

        public void Dispose()
        {
        }
    }
}
