using Perception.Inference;
using Perception.Pipeline;
using Perception.Service;
using Perception.Tests.Shared;

namespace Perception.Tests.Service;

public sealed class ServiceConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_NoInferenceSection_RunsOnTheProcessorAndChecksEveryFiveMinutes()
    {
        ServiceConfiguration configuration = Load("");

        Assert.Equal([ExecutionProvider.Cpu], configuration.DetectorOptions.Providers);
        Assert.Null(configuration.DetectorOptions.Threads);
        Assert.Equal(GuardMode.Check, configuration.Guard.Mode);
        Assert.Equal(TimeSpan.FromMinutes(5), configuration.Guard.Interval);
    }

    [Fact]
    public void Load_InferenceSection_OwnKeysOfANetworkWinOverTheCommonOnes()
    {
        ServiceConfiguration configuration = Load("""
            inference:
              providers: [tensorrt, cuda, cpu]
              threads: 3
              optimise: extended
              fp16: true
              device: 1
              lanes:
                providers: [cpu]
                threads: 1
                fp16: false
            guard:
              mode: require
              everyMinutes: 0.5
              warmUpRuns: 20
            """);

        Assert.Equal([ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.Cpu], configuration.DetectorOptions.Providers);
        Assert.Equal((3, true, 1, GraphOptimisation.Extended), (configuration.DetectorOptions.Threads, configuration.DetectorOptions.Fp16, configuration.DetectorOptions.DeviceId, configuration.DetectorOptions.Optimisation));
        Assert.Equal([ExecutionProvider.Cpu], configuration.LaneOptions.Providers);
        Assert.Equal((1, false, 1), (configuration.LaneOptions.Threads, configuration.LaneOptions.Fp16, configuration.LaneOptions.DeviceId));
        Assert.Equal((GuardMode.Require, TimeSpan.FromSeconds(30), 20), (configuration.Guard.Mode, configuration.Guard.Interval, configuration.Guard.WarmUpRuns));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("imageMotion: false", false)]
    public void Load_ImageMotion_IsMeasuredUnlessSwitchedOff(string line, bool expected) => Assert.Equal(expected, Load(line).ImageMotion);

    [Fact]
    public void Load_RigSection_NamesItsCamerasAndTimes()
    {
        ServiceConfiguration configuration = Load("""
            rig: {id: car, cameras: [left, front], toleranceMs: 8, waitMs: 12.5}
            inference: {batchWaitMs: 2}
            """, "front", "left", "rear");

        Assert.Equal(["left", "front"], configuration.RigCameras);
        Assert.Equal(("car", TimeSpan.FromMilliseconds(8), TimeSpan.FromMilliseconds(12.5)), (configuration.Rig!.Id, configuration.Rig.Tolerance, configuration.Rig.Wait));
        Assert.Equal(TimeSpan.FromMilliseconds(2), configuration.Batch.Wait);
    }

    [Fact]
    public void Load_RigWithoutCameras_TakesAll() => Assert.Equal(["front", "left"], Load("rig: {id: car}", "front", "left").RigCameras);

    [Theory]
    [InlineData("rig: {id: car, cameras: [front, top]}", "expected ids of cameras of this file, found 'top'")]
    [InlineData("rig: {id: car, cameras: [front]}", "expected two different cameras at least, found front")]
    [InlineData("rig: {id: car, cameras: [front, front]}", "expected two different cameras at least, found front, front")]
    [InlineData("rig: {id: left}", "expected an id that no camera has, found 'left'")]
    [InlineData("rig: {id: car, toleranceMs: 0}", ":3: rig.toleranceMs expected 1 to 1000, found 0")]
    [InlineData("rig: {id: car, waitMs: 6000}", "rig.waitMs expected 0 to 5000, found 6000")]
    [InlineData("rig: {id: car, waitMs: -1}", "rig.waitMs expected 0 to 5000, found -1")]
    [InlineData("rig: {id: car, wait: 3}", "wait")]
    [InlineData("inference: {batchWaitMs: 101}", "inference.batchWaitMs expected 0 to 100, found 101")]
    public void Load_RigOrBatchThatCannotBe_SaysWhy(string section, string expected)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load(section, "front", "left"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delivery: {recording: lossless, capture: every(2)}", "delivery.capture expected a camera outside the rig, without which it decides nothing, for of a rig the newest instant wins, found none")]
    [InlineData("load: {lighterDetector: b}", "load.lighterDetector expected a camera outside the rig, without which it never runs, found none")]
    [InlineData("load: {regionOfInterest: {detector: b}}", "load.regionOfInterest expected a camera outside the rig, without which it never runs, found none")]
    public void Load_KeyThatHasNoEffectOnARig_IsRefusedWhereEveryCameraIsTheRigs(string section, string expected)
    {
        string file = $"{section}\nrig: {{id: car, cameras: [front, left]}}";
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load(file, "front", "left"));

        Assert.Equal($"{_folder.At("config.yaml")}:3: {expected}", error.Message);
        Assert.Equal(3, Load(file, "front", "left", "rear").Cameras.Count);
    }

    [Theory]
    [InlineData("lighterDetector: b", "lighterDetector")]
    [InlineData("lighterLanes: b", "lighterLanes")]
    [InlineData("regionOfInterest: {detector: b}", "regionOfInterest")]
    public void Load_NetworkThatTakesOverWhereNothingIsShed_IsRefused(string network, string key)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load($"load: {{shed: false, {network}}}"));

        Assert.Equal($"{_folder.At("config.yaml")}:3: load.{key} expected shed: true beside it, without which it never runs, found shed: false", error.Message);
    }

    [Fact]
    public void Load_EngineCache_IsRelativeToTheFile()
    {
        ServiceConfiguration configuration = Load("""
            inference:
              detector: {providers: [tensorRt], engineCache: engines}
            """);

        Assert.Equal(_folder.At("engines"), configuration.DetectorOptions.CacheFolder);
        Assert.Null(configuration.LaneOptions.CacheFolder);
    }

    [Fact]
    public void Load_DeliverySection_IsReadByTheNamesOfThePolicies()
    {
        ServiceConfiguration configuration = Load("""
            delivery: {capture: latencyBound(80 ms), recording: lossless}
            metrics: http://*:9464
            """);

        Assert.Equal(DeliveryPolicy.LatencyBound(TimeSpan.FromMilliseconds(80)), configuration.Delivery.Capture);
        Assert.Equal(DeliveryPolicy.Lossless, configuration.Delivery.Recording);
        Assert.Equal("http://*:9464", configuration.Metrics);
        Assert.Null(configuration.Cameras[0].Delivery);
    }

    [Fact]
    public void Load_NoDeliverySection_TheNewestWinsAndNoRecordingHoldsAFrameUp()
    {
        ServiceConfiguration configuration = Load("");

        Assert.Equal((DeliveryPolicy.Latest, DeliveryPolicy.Latest), (configuration.Delivery.Capture, configuration.Delivery.Recording));
        Assert.Null(configuration.Metrics);
    }

    [Theory]
    [InlineData("cores: 0", ":3: cores expected 1 or more, found 0")]
    [InlineData("publish: nonsense", ":3: publish: endpoint: expected tcp://HOST:PORT or inproc://NAME, found 'nonsense'")]
    [InlineData("metrics: nonsense", ":3: metrics expected http://HOST:PORT, with a name, an IPv4 address or * and a port from 1 to 65535, found 'nonsense'")]
    [InlineData("load: {deadlineMs: 0}", "load.deadlineMs expected 1 to 60000, found 0")]
    [InlineData("load: {deadlineMs: 1e9}", "load.deadlineMs expected 1 to 60000, found 1000000000")]
    [InlineData("load: {missedShare: 1.5}", "load.missedShare expected 0 to 1, found 1.5")]
    [InlineData("load: {calmShare: 0.5}", ":3: load.calmShare expected less than missedShare, 0.2, found 0.5")]
    [InlineData("load: {stepUpAfterSeconds: 1}", ":3: load.stepUpAfterSeconds expected at least windowSeconds, 2, found 1")]
    [InlineData("load: {longestStepUpAfterSeconds: 9.5}", ":3: load.longestStepUpAfterSeconds expected at least stepUpAfterSeconds, 10, found 9.5")]
    [InlineData("load: {regionOfInterest: {detector: a, left: 0.8, right: 0.2}}", ":3: load.regionOfInterest expected 0 <= left < right <= 1")]
    [InlineData("load: {regionOfInterest: {left: 0.2}}", "detector")]
    [InlineData("load: {rung: 3}", "unknown key 'load.rung'")]
    [InlineData("watchdog: {stallSeconds: 0}", "watchdog.stallSeconds expected 0.05 to 600, found 0")]
    [InlineData("watchdog: {maxRestarts: -1}", "watchdog.maxRestarts expected 0 to 1000, found -1")]
    [InlineData("watchdog: {stallSeconds: 120}", ":3: watchdog.sourceSeconds expected at least stallSeconds, 120, found 60")]
    [InlineData("watchdog: {bite: true}", "unknown key 'watchdog.bite'")]
    [InlineData("delivery: {capture: newest}", "capture expected lossless, latest, latencyBound(TIME)")]
    [InlineData("delivery: {capture: every(0)}", "found 'every(0)'")]
    [InlineData("delivery: {publish: latest}", "unknown key 'delivery.publish'")]
    [InlineData("inference: {speed: 3}", "unknown key 'inference.speed'")]
    [InlineData("inference: {detector: {speed: 3}}", "unknown key 'inference.detector.speed'")]
    [InlineData("inference: {providers: [gpu]}", "providers[0] expected one of cpu, cuda, tensorRt, found 'gpu'")]
    [InlineData("inference: {providers: [1]}", "expected one of cpu, cuda, tensorRt, found '1'")]
    [InlineData("inference: {providers: []}", "providers: expected at least one provider, found none")]
    [InlineData("inference: {providers: [cpu, cpu]}", "expected each provider once")]
    [InlineData("inference: {fp16: true}", ":3: inference.fp16: expected tensorRt among the providers, which alone computes in half precision, found cpu, for detector")]
    [InlineData("inference: {lanes: {cudaGraph: true}}", ":3: inference.lanes.cudaGraph: expected a GPU as the first provider, found cpu, for lanes")]
    [InlineData("inference: {providers: [tensorRt, cuda], cudaGraph: true}", ":3: inference.cudaGraph: expected no tensorRt among the providers")]
    [InlineData("inference: {threads: 0}", "inference.threads expected 1 to 256, found 0")]
    [InlineData("inference: {device: 99}", "inference.device expected 0 to 63, found 99")]
    [InlineData("inference: {optimise: most}", "optimise expected one of none, basic, extended, all, found 'most'")]
    [InlineData("guard: {mode: sometimes}", "mode expected one of check, require, off, found 'sometimes'")]
    [InlineData("guard: {everyMinutes: -1}", "guard.everyMinutes expected 0 to 10080, found -1")]
    [InlineData("guard: {warmUpRuns: 0}", "guard.warmUpRuns expected 1 to 1000, found 0")]
    [InlineData("guard: {often: true}", "unknown key 'guard.often'")]
    public void Load_WhatCannotBe_NamesFileLineAndKey(string section, string expected)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load(section));

        Assert.StartsWith(_folder.At("config.yaml") + ":", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ExampleOfTheDocument_SaysWhatItSays()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        string example = document.Split("```yaml\n", 2)[1].Split("```", 2)[0];

        ServiceConfiguration configuration = ServiceConfiguration.Load(_folder.Write("config.yaml", example));

        Assert.Equal(["front", "left", "rear", "side", "bench"], configuration.Cameras.Select(camera => camera.Id));
        Assert.Equal((true, "/var/cache/perception"), (configuration.DetectorOptions.Fp16, configuration.DetectorOptions.CacheFolder));
        Assert.Equal([ExecutionProvider.Cpu], configuration.LaneOptions.Providers);
        Assert.Equal((false, null, 2), (configuration.LaneOptions.Fp16, configuration.LaneOptions.CacheFolder, configuration.LaneOptions.Threads));
    }

    [Theory]
    [InlineData("[]", ": cameras expected at least one camera, found none")]
    [InlineData("[{id: a, address: 0, width: 0, height: 480}]", ": cameras[0].width expected 1 to 16384, found 0")]
    [InlineData("[{id: a, address: 0, width: 640, height: 16385}]", ": cameras[0].height expected 1 to 16384, found 16385")]
    [InlineData("[{id: a, address: 0, height: 480}]", ": cameras[0].width expected height beside it, or neither, found one of them")]
    [InlineData("[{id: a, address: 0, frameRate: 0}]", ": cameras[0].frameRate expected 0.1 to 1000, found 0")]
    [InlineData("[{id: a, address: 'rtsp://me:secret@192.0.2.1/', frameRate: 25}]", ": cameras[0].frameRate expected only with a device, for no other camera can be asked, found it with 'rtsp://192.0.2.1/'")]
    [InlineData("[{id: a, address: front}]", ": cameras[0].address expected a camera as a device index, a /dev path, a URL (rtsp://, http://) or a GStreamer pipeline (with '!'), found 'front'")]
    [InlineData("[{id: a}]", ": cameras[0].address expected either it or drive, found neither")]
    [InlineData("[{id: a, address: 0, drive: trip}]", ": cameras[0].address expected either it or drive, found both")]
    [InlineData("[{id: a, address: 0, camera: left}]", ": cameras[0].camera expected only with a drive, found it with an address")]
    [InlineData("[{id: a, address: 0, loop: false}]", ": cameras[0].loop expected only with a drive, found it with an address")]
    [InlineData("[{id: \"a\\tb\", address: 0}]", ": cameras[0].id expected text on one line, found more")]
    [InlineData("[{id: a, address: 0}, {id: a, address: 1}]", ": cameras[1].id expected an id of its own for each camera, found 'a' once more")]
    [InlineData("[{id: a, address: 0, delivery: every(2)}, {id: b, address: 1}]\nrig: {id: car}", ": rig.cameras expected cameras without a delivery of their own, for the newest instant wins, found a with every(2)")]
    public void Load_CamerasThatCannotBe_NamesFileLineAndKey(string cameras, string expected)
    {
        string path = _folder.Write("config.yaml", $"schema: 1\ncameras: {cameras}\n");
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => ServiceConfiguration.Load(path));

        Assert.Equal($"{path}:{(cameras.Contains("rig", StringComparison.Ordinal) ? 3 : 2)}{expected}", error.Message);
    }

    [Fact]
    public void Load_DeviceAskedForARate_IsRead()
    {
        string path = _folder.Write("config.yaml", "schema: 1\ncameras: [{id: a, address: /dev/video0, width: 640, height: 480, frameRate: 29.97}]\n");

        CameraConfiguration camera = ServiceConfiguration.Load(path).Cameras[0];

        Assert.Equal((640, 480, 29.97), (camera.Width, camera.Height, camera.FrameRate));
    }

    [Theory]
    [InlineData("width: 640, height: 480", "width")]
    [InlineData("frameRate: 5", "frameRate")]
    public void Load_DriveWithKeysOfALiveCamera_IsRefused(string keys, string key)
    {
        string path = _folder.Write("config.yaml", $"schema: 1\ncameras: [{{id: a, drive: trip, {keys}}}]\n");

        ConfigurationException error = Assert.Throws<ConfigurationException>(() => ServiceConfiguration.Load(path));

        Assert.Equal($"{path}:2: cameras[0].{key} expected only with an address, for a drive's are its own, found it with a drive", error.Message);
    }

    [Theory]
    [InlineData("a/b", "", "a/b")]
    [InlineData("a", "rig: {id: ../car}", "../car")]
    public void Load_SchedulesOfIdsThatAreNoFileNames_AreRefused(string id, string rig, string found)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load($"schedules: .\n{rig}", id, "c"));
        Assert.Equal($"{_folder.At("config.yaml")}:3: schedules expected ids that can be the names of files, without '/', found '{found}'", error.Message);
        Assert.Equal(id, Load(rig, id, "c").Cameras[0].Id);
    }

    [Fact]
    public void Load_LogOverACalibration_NamesBoth()
    {
        string path = _folder.Write("config.yaml", "schema: 1\nlog: front.yaml\ncameras: [{id: front, address: 0, calibration: ./front.yaml}]\n");
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => ServiceConfiguration.Load(path));
        Assert.Equal($"{path}: log: expected a file of its own, found that of the calibration of camera front: {_folder.At("front.yaml")}", error.Message);
    }

    [Theory]
    [InlineData("log: config.yaml", "log: expected a file of its own, found that of this configuration")]
    [InlineData("log: ./b.schedule.jsonl\nschedules: .", "schedules: expected a file of its own, found that of log")]
    [InlineData("log: c.schedule.jsonl\nschedules: .\nrig: {id: c}", "schedules: expected a file of its own, found that of log")]
    public void Load_RecordingOverAnotherFile_NamesBoth(string sections, string expected)
    {
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Load(sections, "a", "b"));
        Assert.StartsWith($"{_folder.At("config.yaml")}: {expected}: {_folder.Path}", error.Message, StringComparison.Ordinal);
        Assert.Equal(_folder.At("b.schedule.jsonl"), Load("log: b.schedule.jsonl\nschedules: .\nrig: {id: c}", "a", "b").Log);
    }

    private ServiceConfiguration Load(string sections, params string[] cameras)
    {
        string list = string.Join(", ", cameras.DefaultIfEmpty("a").Select((id, number) => $"{{id: {id}, address: {number}}}"));
        return ServiceConfiguration.Load(_folder.Write("config.yaml", $"schema: 1\ncameras: [{list}]\n{sections}\n"));
    }

    [Theory]
    [InlineData("toleranceMs: 15", "frameRate: 60", ": rig.toleranceMs expected less than 8.33, half the frame period of left, found 15")]
    [InlineData("waitMs: 20", "frameRate: 40", ": rig.toleranceMs expected less than 12.5, half the frame period of left, found 15")]
    [InlineData("toleranceMs: 12", "frameRate: 40", null)]
    public void Load_RigToleranceBesideAStatedFrameRate_IsLessThanHalfAFramePeriod(string rig, string rate, string? expected)
    {
        string path = _folder.Write(
            "rates.yaml", $"schema: 1\nrig: {{id: car, {rig}}}\ncameras: [{{id: front, address: 0, frameRate: 10}}, {{id: left, address: 1, {rate}}}]\n");
        if (expected is null)
        {
            Assert.Equal(2, ServiceConfiguration.Load(path).RigCameras.Count);
            return;
        }

        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => ServiceConfiguration.Load(path)).Message, StringComparison.Ordinal);
    }
}
