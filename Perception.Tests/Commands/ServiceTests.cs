using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Perception.Client;
using Perception.Tests.Client;
using Perception.Tests.Sensors;
using Perception.Tests.Sensors.Cameras;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>The real service as a process of its own, with real subscribers on a real socket.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _endpoint = ServiceEndpoint.Free();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Run_SignalToEnd_FinishesSaysStoppingAndExitsWithZero(string signal)
    {
        DrawnRoad.WriteImages(_folder.At("images"), frames: 40);
        string config = _folder.Write("config.yaml", $"""
            schema: 1
            publish: {_endpoint}
            cameras:
              - id: front
                drive: images
                loop: true
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, received => received is WorldReceived { World.SequenceNumber: >= 5 });

        service.Signal(signal);
        ProcessResult result = await service.EndAsync();
        ReceiveRest(subscriber, health => health.Sources.All(source => source.FramesCaptured == source.FramesPublished + source.Drops.Sum(drop => drop.Count)));
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        Assert.Equal(0UL, subscriber.Missed);

        Assert.Equal(HealthState.Stopping, subscriber.Health!.State);
        SourceHealthMessage source = Assert.Single(subscriber.Health.Sources);
        Assert.Equal("front", source.SourceId);
    }

    [Fact]
    public async Task Run_Rig_PublishesOneWorldOfBothCamerasAndCountsWhatEachGave()
    {
        DrawnRoad.WriteImages(_folder.At("images"), frames: 10);
        string config = _folder.Write("config.yaml", $"""
            schema: 1
            publish: {_endpoint}
            rig:
              id: car
              toleranceMs: 20
              waitMs: 2000
            cameras:
              - id: front
                drive: images
                loop: true
              - id: left
                drive: images
                loop: true
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        List<WorldMessage> worlds = [];
        ServiceEndpoint.ReceiveUntil(subscriber, received =>
        {
            if (received is WorldReceived { World: var world })
            {
                worlds.Add(world);
            }

            return worlds.Count >= 5 && subscriber is { Hello: not null, Health.Rigs: [{ WorldsPublished: > 0 }] };
        });
        service.Signal("TERM");
        ProcessResult result = await service.EndAsync();
        ReceiveRest(subscriber, health => health.Rigs[0].Cameras.All(camera => health.Rigs[0].WorldsPublished == Instants(camera)));

        Assert.Equal(0, result.ExitCode);
        Assert.All(worlds, world => Assert.Equal("car", world.SourceId));
        Assert.All(worlds, world => Assert.Equal(["front", "left"], world.Cameras.Select(camera => camera.SourceId)));
        Assert.Contains(worlds, world => world.Cameras.All(camera => camera.State == ContributionState.Contributed));
        RigMessage rig = Assert.Single(subscriber.Hello!.Rigs);
        Assert.Equal(["front", "left"], rig.Cameras);
        Assert.Equal((20_000_000, 2_000_000_000), (rig.ToleranceNs, rig.WaitNs));
        Assert.Single(subscriber.Health!.Rigs);

        static long Instants(RigCameraHealthMessage camera) => camera.Contributed + camera.Late + camera.Missing + camera.Degraded + camera.NotDue;
    }

    [Fact]
    public async Task Run_TwoCameras_PublishesBothUnderTheirIds()
    {
        DrawnRoad.WriteImages(_folder.At("images"), frames: 10);
        string config = _folder.Write("config.yaml", $"""
            schema: 1
            publish: {_endpoint}
            cameras:
              - id: left
                drive: images
                loop: true
              - id: right
                drive: images
                loop: true
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        HashSet<string> seen = [];
        ServiceEndpoint.ReceiveUntil(subscriber, received => received is WorldReceived { World: var world } && seen.Add(world.SourceId) && seen.Count == 2);
        Assert.Equal(["left", "right"], seen.Order());

        service.Signal("INT");
        Assert.Equal(0, (await service.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Run_CameraUnpluggedAndBack_HealthSaysSoMeanwhileAndFramesGoOn()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using MjpegServer camera = new();
        string config = _folder.Write("config.yaml", $"""
            schema: 1
            publish: {_endpoint}
            cameras:
              - id: front
                address: {camera.Address.Text}
                width: {TestMedia.Width}
                height: {TestMedia.Height}
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        await camera.AcceptAsync(cancellation).WaitAsync(ServiceEndpoint.Patience, cancellation);
        await camera.SendUntilAsync(() => ServiceEndpoint.Received(subscriber).Worlds >= 3, cancellation);
        Assert.Equal(CaptureClock.Utc, subscriber.World!.CaptureClock);

        camera.HangUp();
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Health is { State: HealthState.SourceLost });
        Assert.Equal(SourceState.Reopening, Assert.Single(subscriber.Health!.Sources).State);
        Assert.StartsWith("camera front: ", subscriber.Health.LastFault, StringComparison.Ordinal);
        long before = subscriber.Worlds;

        await camera.AcceptAsync(cancellation).WaitAsync(ServiceEndpoint.Patience, cancellation);
        await camera.SendUntilAsync(() => ServiceEndpoint.Received(subscriber).Worlds >= before + 3 && subscriber.Health.State is HealthState.Ready or HealthState.Degraded, cancellation);

        service.Signal("TERM");
        Assert.Equal(0, (await service.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Run_SignalWhileACameraIsBeingOpened_ExitsWithZero()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        string config = _folder.Write("config.yaml", $"""
            schema: 1
            publish: {_endpoint}
            cameras:
              - id: front
                address: http://{silent.LocalEndpoint}/camera
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        using TcpClient waiting = await silent.AcceptTcpClientAsync(cancellation).AsTask().WaitAsync(ServiceEndpoint.Patience, cancellation);

        service.Signal("TERM");
        ProcessResult result = await service.EndAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Run_SignalWhileADriveIsBeingOpened_ExitsWithZero()
    {
        using StandingDrive left = await StandingDrive.MakeAsync(_folder.At("left.mp4"));
        DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        string config = _folder.Write("config.yaml", $"schema: 1\npublish: {_endpoint}\ncameras: [{{id: front, drive: images}}, {{id: left, drive: left.mp4}}]");
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        await left.OpenedAsync();

        service.Signal("TERM");
        Assert.Equal(new ProcessResult(0, string.Empty, string.Empty), await service.EndAsync());
    }

    [Fact]
    public async Task Run_SeveralCameras_AreOpenedAtTheSameTimeAndTheFirstFaultOfTheConfigurationIsTold()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using MjpegServer first = new();
        using MjpegServer second = new();
        string config = _folder.Write("config.yaml", $"""
            schema: 1
            publish: {_endpoint}
            cameras:
              - id: front
                address: {first.Address.Text}
              - id: left
                address: {second.Address.Text}
            """);
        using PerceiveProcess service = PerceiveProcess.Start("run", "--config", config);
        await second.AcceptAsync(cancellation, status: "401 Unauthorized").WaitAsync(ServiceEndpoint.Patience, cancellation);
        await first.AcceptAsync(cancellation, status: "404 Not Found").WaitAsync(ServiceEndpoint.Patience, cancellation);

        (await service.EndAsync()).AssertOneSentence("camera front: ", "404 Not Found");
    }

    [Fact]
    public async Task Replay_WithSubscriber_EverySequenceNumberArrivesAndHelloNamesTheDriveAndTheNetwork()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 30);
        using PerceiveProcess service = PerceiveProcess.Start(
            "replay", drive, "--publish", _endpoint, "--pace", "max", "--wait-for-subscribers", "1");
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        List<long> sequence = [];
        ServiceEndpoint.ReceiveUntil(subscriber, received =>
        {
            if (received is WorldReceived { World: var world })
            {
                sequence.Add(world.SequenceNumber);
                Assert.Equal("road", world.SourceId);
                Assert.False(world.Capability.Metric);
                Assert.NotNull(world.MetricAbsence);
                Assert.All(world.Tracks, track => Assert.Null(track.Ego));
            }

            return sequence.Count == 30 && subscriber.Health is { State: HealthState.Stopping };
        });

        Assert.Equal(0, (await service.EndAsync()).ExitCode);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), sequence);
        Assert.Equal("road", Assert.Single(subscriber.Hello!.Sources).SourceId);
        NetworkMessage network = Assert.Single(subscriber.Hello.Networks);
        Assert.Equal(("tritask_288x512", "objects+lanes", "cpu", "cpu"), (network.Name, network.Kind, network.Provider, Assert.Single(network.ProvidersAsked)));
        Assert.Equal(64, network.Sha256.Length);
        Assert.Equal(["capture", "letterbox", "detect", "segment", "motion", "decode", "fuse", "publish", "record"], subscriber.Hello.StageNames);
        Assert.Equal(["decode", "newerFrame", "inference", "shutdown", "untrusted", "tooOld", "everyNth", "loadShed", "stageFault", "late"], subscriber.Hello.DropCauseNames);
    }

    [Fact]
    public async Task Replay_WithPythonSubscriber_EverySequenceNumberArrivesInNamedFields()
    {
        PythonClient.Require();
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 20);
        using Process python = PythonClient.Start("-m", "perception_client", _endpoint, "--count", "20", "--json", "--timeout", "60");
        using PerceiveProcess service = PerceiveProcess.Start(
            "replay", drive, "--publish", _endpoint, "--pace", "max", "--wait-for-subscribers", "1");
        string[] lines = (await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, python.ExitCode);
        Assert.Equal(0, (await service.EndAsync()).ExitCode);

        JsonElement[] worlds = [.. lines.Select(line => JsonDocument.Parse(line).RootElement).Where(message => message.GetProperty("topic").GetString() == "world")];
        Assert.Equal(Enumerable.Range(0, 20), worlds.Select(world => world.GetProperty("sequenceNumber").GetInt32()));
        Assert.All(worlds, world => Assert.Equal("road", world.GetProperty("sourceId").GetString()));
        Assert.All(worlds, world => Assert.True(world.GetProperty("captureToPublishNs").GetInt64() > 0));
    }

    [Fact]
    public async Task Replay_Outputs_VideoLogAndSummaryHoldEveryFrame()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 12);
        string video = _folder.At("annotated.mp4");
        string log = _folder.At("log.jsonl");
        string summary = _folder.At("summary.json");
        ProcessResult result = await PerceiveProcess.RunAsync(
            "replay", drive, "--no-publish", "--pace", "max", "--video", video, "--log", log, "--summary", summary, "--frames", "2..10");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(8, Summary.Integer(summary, "framesPublished"));
        string[] lines = await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
        Assert.Equal(8, lines.Count(line => line.StartsWith("{\"topic\":\"world\"", StringComparison.Ordinal)));
        foreach (string topic in new[] { "hello", "health" })
        {
            JsonElement[] reports = [.. lines.Where(line => line.StartsWith($"{{\"topic\":\"{topic}\"", StringComparison.Ordinal)).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
            Assert.NotEmpty(reports);
            Assert.All(reports, (report, number) => Assert.Equal(number, report.GetProperty("sequenceNumber").GetInt64()));
            Assert.All(reports, report => Assert.True(report.GetProperty("publishTimeNs").GetInt64() > 0));
        }

        using OpenCvSharp.VideoCapture written = new(video);
        using OpenCvSharp.Mat frame = new();
        int frames = 0;
        while (written.Read(frame))
        {
            frames++;
        }

        Assert.Equal(8, frames);
    }

    [Fact]
    public async Task Replay_LogWithoutClocksTwice_GivesTheSameBytes()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 15);
        string[] logs = [_folder.At("first.jsonl"), _folder.At("second.jsonl")];
        foreach (string log in logs)
        {
            ProcessResult result = await PerceiveProcess.RunAsync(
                "replay", drive, "--no-publish", "--pace", "max", "--log", log, "--no-clock");
            Assert.Equal(0, result.ExitCode);
        }

        byte[] first = await File.ReadAllBytesAsync(logs[0], TestContext.Current.CancellationToken);
        Assert.NotEmpty(first);
        Assert.Equal(first, await File.ReadAllBytesAsync(logs[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Doctor_OnThisMachine_FindsTheShippedNetwork()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("doctor");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("prototype_tritask_256x448", result.Output, StringComparison.Ordinal);
        Assert.Contains("ONNX Runtime", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_TableInAPipe_HasOneLineARow()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("doctor");
        string[][] rows = [.. result.Output.Split('\n').Select(line => line.Split('│')).Where(cells => cells.Length > 1)];
        Assert.Contains(rows, cells => cells[2].Trim().Length > 80);
        Assert.All(rows, cells => Assert.NotEqual(string.Empty, cells[0].Trim()));
    }

    [Fact]
    public async Task Doctor_ManifestThatCannotBeRead_TellsOfItAndFails()
    {
        string broken = _folder.Write("broken.yaml", "name: broken\n");
        ProcessResult result = await PerceiveProcess.RunAsync("doctor", "--models", _folder.Path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(broken, result.Output, StringComparison.Ordinal);
        Assert.Contains("prototype_tritask_256x448", result.Output, StringComparison.Ordinal);
    }

    /// <summary>What was sent before the service ended: the last report says that it stops, and its counts come out.</summary>
    private static void ReceiveRest(PerceptionSubscriber subscriber, Func<HealthMessage, bool> isComplete) =>
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Health is { State: HealthState.Stopping } health && isComplete(health));
}
