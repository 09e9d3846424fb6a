using NetMQ.Sockets;
using OpenCvSharp;
using Perception.Client;
using Perception.Inference;
using Perception.Pipeline;
using Perception.Publishing;
using Perception.Tests.Commands;
using Perception.Tests.Inference;
using Perception.Tests.Sensors;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;
using Sensors.Sources;

namespace Perception.Tests.Faults;

/// <summary>Faults around the pipeline: bad images, clocks, disks, subscribers, stops. docs/faults.md lists them with what is published and counted.</summary>
public sealed class ServiceFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DecodeErrorsAtATenthOfTheFrames_AreCountedAndTheRestIsPublished()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 60);
        for (int frame = 5; frame < 60; frame += 10)
        {
            await File.WriteAllBytesAsync(Path.Combine(drive, $"{frame:000000}.png"), [1, 2, 3], Cancellation);
        }

        string summary = _folder.At("summary.json");
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--summary", summary, "--log", _folder.At("log.jsonl"));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal((60, 54, 6), (Summary.Integer(summary, "framesRead"), Summary.Integer(summary, "framesPublished"), Summary.Integer(summary, "framesDropped", "decode")));
        string[] told = [.. (await File.ReadAllLinesAsync(_folder.At("log.jsonl"), Cancellation)).Where(line => line.Contains("\"drops\":[{\"cause\":0,\"count\":1}]", StringComparison.Ordinal) && line.Contains("\"topic\":\"world\"", StringComparison.Ordinal))];
        Assert.Equal(6, told.Length);
        Assert.All(told, line => Assert.Contains("expected an image", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClockJumpsBack_EveryFrameIsPublishedAndTracksGoOn()
    {
        using FaultyPipeline faulty = new(new PipelineOptions(), TimeProvider.System, frames: 24, wrap: drive => new JumpingClock(drive, at: 12, TimeSpan.FromSeconds(-10)));
        await faulty.Pipeline.RunAsync(Cancellation);
        faulty.AssertNothingLost();
        Assert.Equal(24, faulty.Monitor.FramesPublished);
        Assert.Equal(0, faulty.Monitor.StageRestarts);
        Assert.True(faulty.Worlds[12].CaptureTimeNs < faulty.Worlds[11].CaptureTimeNs);
        Assert.All(faulty.Worlds, world => Assert.All(world.Tracks, track => Assert.True(track.AgeNs >= 0 && track.SinceSeenNs >= 0)));
        Assert.NotEmpty(faulty.Worlds[^1].Tracks);
    }

    [Theory]
    [InlineData(PipelineStage.Letterbox)]
    [InlineData(PipelineStage.Detect)]
    [InlineData(PipelineStage.Decode)]
    [InlineData(PipelineStage.Fuse)]
    [InlineData(PipelineStage.Publish)]
    [InlineData(PipelineStage.Record)]
    public async Task StopAtEveryStageOfAFrame_FinishesWhatIsInProcess(PipelineStage stage)
    {
        using CancellationTokenSource stop = new();
        PipelineOptions options = new()
        {
            Watchdog = FastTime.Patient,
            DrainTimeout = TimeSpan.FromMinutes(1),
            BeforeWork = (at, job) =>
            {
                if (at == stage && job.FrameId == 5)
                {
                    stop.Cancel();
                }
            },
        };
        using FaultyPipeline faulty = new(options, TimeProvider.System, frames: 400);
        await faulty.Pipeline.RunAsync(stop.Token);
        faulty.AssertNothingLost();
        Assert.InRange(faulty.Monitor.FramesPublished, 6, 60);
        Assert.Equal(faulty.Monitor.FramesPublished, faulty.Worlds.Count);
    }

    [Theory]
    [InlineData(PipelineStage.Letterbox)]
    [InlineData(PipelineStage.Detect)]
    [InlineData(PipelineStage.Decode)]
    [InlineData(PipelineStage.Fuse)]
    [InlineData(PipelineStage.Publish)]
    public async Task Stop_FrameThatComesOutAfterTheDrain_IsCountedOnceAndNothingOfItGoesOut(PipelineStage stage)
    {
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim release = new();
        TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PipelineOptions options = new()
        {
            Watchdog = FastTime.Patient,
            DrainTimeout = TimeSpan.FromMilliseconds(50),
            BeforeWork = (at, job) =>
            {
                if (at == stage && job.FrameId == 5)
                {
                    standing.TrySetResult();
                    release.Wait(CancellationToken.None);
                }
            },
        };
        using FaultyPipeline faulty = new(options, TimeProvider.System, frames: 40);
        Task run = faulty.Pipeline.RunAsync(stop.Token);
        await standing.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.True(SpinWait.SpinUntil(() => faulty.Monitor.FramesPublished == 5, TimeSpan.FromMinutes(1)));
        await stop.CancelAsync();
        PipelineException fault = await Assert.ThrowsAsync<PipelineException>(() => run);
        Assert.StartsWith("images: expected the frames in process to finish within 0.1 s of the stop, found ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(fault.Message, faulty.Monitor.Fault);
        Assert.Equal(5, faulty.Monitor.FramesPublished);
        Assert.Equal(faulty.Monitor.FramesRead, 5 + faulty.Monitor.Drops[DropCause.Shutdown]);

        release.Set();
        faulty.AwaitEnd();
        Assert.Equal(5, faulty.Monitor.FramesPublished);
        Assert.Equal(5, faulty.Worlds.Count);
        faulty.AssertNothingLost();
    }

    [Theory]
    [InlineData("--log", "")]
    [InlineData("--record-schedule", "/dev/full: expected to record the whole schedule, found it cut off")]
    public async Task Replay_DiskFullWhileRecording_EndsWithOneSentence(string option, string sentence)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 30);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", option, "/dev/full");
        result.AssertOneSentence("No space left on device", sentence);
    }

    [Fact]
    public async Task Replay_DiskStandsStillUnderTheEndOfASchedule_EndsWithOneSentence()
    {
        using StandingDisk disk = await StandingDisk.MakeAsync(_folder.At("schedule.jsonl"));
        DrawnRoad.WriteImages(_folder.At("images"), frames: 30);
        string config = _folder.Write("car.yaml", "schema: 1\nrig: {id: car}\ncameras: [{id: front, drive: images}, {id: left, drive: images}]");
        string[] options = ["--no-publish", "--pace", "max", "--record-schedule", _folder.At("schedule.jsonl")];
        ProcessResult[] results = await Task.WhenAll(
            PerceiveProcess.RunAsync(["replay", _folder.At("images"), .. options]), PerceiveProcess.RunAsync(["replay", "--config", config, .. options]));
        Assert.All(results, result => result.AssertOneSentence("schedule.jsonl: expected to record the whole schedule, found the disk standing still for 5 s"));
    }

    [Fact]
    public async Task Run_DiskStandsStillUnderTheEndOfASchedule_EndsWithOneSentence()
    {
        DrawnRoad.WriteImages(_folder.At("images"), frames: 10);
        Directory.CreateDirectory(_folder.At("schedules"));
        using StandingDisk disk = await StandingDisk.MakeAsync(_folder.At("schedules", "front.schedule.jsonl"));
        string endpoint = ServiceEndpoint.Free();
        string config = _folder.Write("config.yaml", $$"""
            schema: 1
            publish: {{endpoint}}
            schedules: schedules
            cameras: [{id: front, drive: images, loop: true}]
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds > 5);
        service.Signal("TERM");
        (await service.EndAsync()).AssertOneSentence("front.schedule.jsonl: expected to record the whole schedule, found the disk standing still for 5 s");
    }

    [Theory]
    [InlineData("log: /dev/full", "No space left")]
    [InlineData("schedules: schedules", "front.schedule.jsonl: expected to record the whole schedule, found it cut off (No space left")]
    public async Task Run_DiskFullWhileRecording_GoesOnDegradedAndSaysSo(string recording, string sentence)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");

        // A thousand frames a second: the schedule soon has more than waits for the disk.
        DrawnRoad.WriteImages(_folder.At("images"), frames: 10);
        await File.WriteAllLinesAsync(_folder.At("images", "timestamps.csv"), ["frame,captureTimeNs", .. Enumerable.Range(0, 10).Select(frame => $"{frame},{frame * 1_000_000}")], Cancellation);
        Directory.CreateDirectory(_folder.At("schedules"));
        File.CreateSymbolicLink(_folder.At("schedules", "front.schedule.jsonl"), "/dev/full");
        string endpoint = ServiceEndpoint.Free();
        string config = _folder.Write("config.yaml", $$"""
            schema: 1
            publish: {{endpoint}}
            {{recording}}
            load: {shed: false}
            cameras: [{id: front, drive: images, loop: true}]
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Health is { State: HealthState.Degraded, LastFault: string fault } && fault.Contains(sentence, StringComparison.Ordinal));
        long before = subscriber.Worlds;
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds > before + 20);

        service.Signal("TERM");
        (await service.EndAsync()).AssertOneSentence(sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rig: {id: car}\n")]
    public async Task Run_DiskStandsStillUnderTheLog_LosesLinesAndNothingElse(string rig)
    {
        DrawnRoad.WriteImages(_folder.At("images"), frames: 10);
        using StandingDisk disk = await StandingDisk.MakeAsync(_folder.At("log.jsonl"));
        string endpoint = ServiceEndpoint.Free();
        string config = _folder.Write(
            "config.yaml",
            $"schema: 1\npublish: {endpoint}\nlog: log.jsonl\nload: {{shed: false}}\n{rig}cameras: [{{id: front, drive: images, loop: true}}, {{id: left, drive: images, loop: true}}]\n");
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Health?.Sources[0].RecordingsDropped > 20);

        // Longer than a stage may stand still before it is started anew.
        long health = subscriber.Health!.SequenceNumber;
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Health!.SequenceNumber > health + 6);
        Assert.All(subscriber.Health!.Sources, source => Assert.Equal(0, source.StageRestarts));
        long worlds = subscriber.Worlds;
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds > worlds + 20);

        service.Signal("TERM");
        (await service.EndAsync()).AssertOneSentence("log.jsonl: expected a disk that takes what is logged, found it standing still for 4 s");
    }

    [Fact]
    public async Task Run_NetworkThatAlwaysFails_ShowsTheFiguresOfEveryCameraAndSaysWhy()
    {
        using NetworkFolder network = YoloxFolder.Write([float.NaN]);
        DrawnRoad.WriteImages(_folder.At("images"), frames: 10);
        string config = _folder.Write("config.yaml", $$"""
            schema: 1
            publish: {{ServiceEndpoint.Free()}}
            models: {{network.Path}}
            detector: {{NetworkFolder.Name}}
            cameras: [{id: front, drive: images, loop: true}, {id: left, drive: images, loop: true}]
            """);
        ProcessResult result = await PerceiveProcess.RunAsync("run", "--config", config);
        result.AssertOneSentence("expected finite numbers");
        Assert.Equal(2, result.Output.Split('\n').Count(line => line.StartsWith("frames ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Replay_NetworkThatAlwaysFails_ShowsItsFiguresAndWritesItsSummaryWithTheFault()
    {
        using NetworkFolder network = YoloxFolder.Write([float.NaN]);
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 20);
        string summary = _folder.At("summary.json");
        ProcessResult result = await PerceiveProcess.RunAsync(
            "replay", drive, "--no-publish", "--pace", "max", "--models", network.Path, "--detector", NetworkFolder.Name, "--summary", summary);
        result.AssertOneSentence("expected finite numbers");
        Assert.Contains("\nframes ", result.Output, StringComparison.Ordinal);
        Assert.Equal(result.Errors, $"perceive: {Summary.Text(summary, "fault")}\n");
    }

    [Fact]
    public async Task Run_CameraThatSendsNothingMore_IsLostWithinThreeSecondsAndComesBack()
    {
        using MjpegServer camera = new();
        string endpoint = ServiceEndpoint.Free();
        string config = _folder.Write("config.yaml", $"schema: 1\npublish: {endpoint}\ncameras: [{{id: front, address: \"{camera.Address.Text}\", width: {TestMedia.Width}, height: {TestMedia.Height}}}]\n");
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(endpoint);
        await camera.AcceptAsync(Cancellation).WaitAsync(ServiceEndpoint.Patience, Cancellation);
        await camera.SendUntilAsync(() => ServiceEndpoint.Received(subscriber).Worlds >= 3, Cancellation);

        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Health is { State: HealthState.SourceLost });
        Assert.InRange(subscriber.Health!.Sources[0].LastFrameAgeNs!.Value, 1_900_000_000, 60_000_000_000);
        long before = subscriber.Worlds;
        await camera.AcceptAsync(Cancellation).WaitAsync(ServiceEndpoint.Patience, Cancellation);
        await camera.SendUntilAsync(() => ServiceEndpoint.Received(subscriber).Worlds >= before + 3, Cancellation);

        service.Signal("TERM");
        Assert.Equal(0, (await service.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task TwoHundredSubscribersComeAndGoAndOneNeverReads_NoFrameIsLostForTheOneThatStays()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 40);
        using Publisher publisher = new(new PublisherOptions { Endpoint = "tcp://127.0.0.1:0", SendHighWatermark = 50 }, TimeProvider.System);
        using PerceptionSubscriber stays = new(new SubscriberOptions { Endpoint = publisher.Endpoint, StaleAfter = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        using SubscriberSocket never = new();
        never.Options.ReceiveHighWatermark = 1;
        never.Connect(publisher.Endpoint);
        never.Subscribe(string.Empty);
        publisher.WaitForSubscribers(2, Cancellation);

        Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        using NetworkSet networks = new(network, network);

        // No more are on their way to the one that stays than are kept for it, however long its thread stands still.
        using HeldSource source = new(new LoopingSource(DriveOpener.Open(drive, new DriveOpenOptions())), read => read - stays.Worlds <= 20);
        using CancellationTokenSource stop = new();
        PipelineOptions options = new() { Watchdog = FastTime.Patient, DrainTimeout = TimeSpan.FromMinutes(1) };
        using PerceptionPipeline pipeline = new(source, networks, publisher, [], options, TimeProvider.System);
        Task run = pipeline.RunAsync(stop.Token);
        List<SubscriberSocket> come = [];
        for (int i = 0; i < 200; i++)
        {
            SubscriberSocket socket = new();
            socket.Connect(publisher.Endpoint);
            socket.Subscribe(Topics.World);
            come.Add(socket);
            if (come.Count == 20)
            {
                come.ForEach(gone => gone.Dispose());
                come.Clear();
            }

            while (stays.TryReceive(TimeSpan.FromMilliseconds(5), out _, Cancellation))
            {
            }
        }

        long before = stays.Worlds;
        ServiceEndpoint.ReceiveUntil(stays, _ => stays.Worlds > before + 20);
        await stop.CancelAsync();
        await run;
        ServiceEndpoint.ReceiveUntil(stays, _ => stays.Worlds == pipeline.Monitor.FramesPublished);
        Assert.Equal(0UL, stays.Missed);
        Assert.Equal(0, pipeline.Monitor.Drops.Total);
    }

    /// <summary>A drive that gives its next frame only when it may, by how many it has given.</summary>
    private sealed class HeldSource(IFrameSource drive, Func<long, bool> mayRead) : IFrameSource
    {
        private long _read;

        public SourceDescription Description => drive.Description;

        public FrameRead Read(Mat image, CancellationToken cancellationToken)
        {
            Assert.True(SpinWait.SpinUntil(() => cancellationToken.IsCancellationRequested || mayRead(_read), TimeSpan.FromMinutes(1)));
            _read++;
            return drive.Read(image, cancellationToken);
        }

        public void Dispose() => drive.Dispose();
    }

    /// <summary>A drive whose clock is set back at a frame.</summary>
    private sealed class JumpingClock(IFrameSource drive, long at, TimeSpan by) : IFrameSource
    {
        public SourceDescription Description => drive.Description;

        public FrameRead Read(Mat image, CancellationToken cancellationToken)
        {
            FrameRead read = drive.Read(image, cancellationToken);
            return read.FrameId < at ? read : read with { CaptureTimeNs = read.CaptureTimeNs + (by.Ticks * TimeSpan.NanosecondsPerTick) };
        }

        public void Dispose() => drive.Dispose();
    }
}
