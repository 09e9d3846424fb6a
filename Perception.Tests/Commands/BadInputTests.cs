using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>Each bad input ends the real command with one sentence that names it, and a non-zero exit.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_MissingDrive_NamesIt()
    {
        string drive = _folder.At("nowhere.mp4");
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish");
        result.AssertOneSentence(drive, "expected", "found");
    }

    [Fact]
    public async Task Replay_FileThatIsNoVideo_NamesIt()
    {
        string drive = _folder.Write("text.mp4", "this is not a video");
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish");
        result.AssertOneSentence(drive, "expected", "found");
    }

    [Fact]
    public async Task Replay_TruncatedVideo_ProcessesWhatIsThereAndReportsTheFault()
    {
        string drive = TruncatedAvi(frames: 30);
        string summary = _folder.At("summary.json");
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--summary", summary);
        result.AssertOneSentence(drive, "expected 30", "found");
        int published = Summary.Integer(summary, "framesPublished");
        Assert.InRange(published, 5, 29);
        Assert.Equal(published, Summary.Integer(summary, "framesRead"));
    }

    [Fact]
    public async Task Replay_ZeroByteImage_IsDroppedCountedAndTheRestProcessed()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 6);
        await File.WriteAllBytesAsync(Path.Combine(drive, "000003.png"), [], TestContext.Current.CancellationToken);
        string summary = _folder.At("summary.json");
        string log = _folder.At("log.jsonl");
        ProcessResult result = await PerceiveProcess.RunAsync(
            "replay", drive, "--no-publish", "--pace", "max", "--summary", summary, "--log", log);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(6, Summary.Integer(summary, "framesRead"));
        Assert.Equal(5, Summary.Integer(summary, "framesPublished"));
        Assert.Equal(1, Summary.Integer(summary, "framesDropped", "decode"));
        string afterwards = Assert.Single(File.ReadLines(log), line => line.Contains("\"frameId\":4,", StringComparison.Ordinal));
        Assert.Contains("\"drops\":[{\"cause\":0,\"count\":1}]", afterwards, StringComparison.Ordinal);
        Assert.Contains("000003.png", afterwards, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_TimestampsThatGoBack_NamesFileAndLine()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 4);
        await File.WriteAllLinesAsync(
            Path.Combine(drive, "timestamps.csv"), ["frame,captureTimeNs", "0,0", "1,50000000", "2,40000000", "3,150000000"], TestContext.Current.CancellationToken);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish");
        result.AssertOneSentence("timestamps.csv:4", "expected", "found");
    }

    [Fact]
    public async Task Replay_ModelThatIsNotOnnx_NamesIt()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        string models = Directory.CreateDirectory(_folder.At("models")).FullName;
        await File.WriteAllTextAsync(Path.Combine(models, "yolox_nano_384x640.onnx"), "not a network", TestContext.Current.CancellationToken);
        ProcessResult result = await PerceiveProcess.RunAsync(
            "replay", drive, "--no-publish", "--models", models, "--detector", "yolox_nano_384x640");
        result.AssertOneSentence("yolox_nano_384x640.onnx", "expected", "found");
    }

    [Fact]
    public async Task Replay_NetworkThatIsNotHere_SaysHowToGetIt()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--detector", "yolox_nano_416x416");
        result.AssertOneSentence("yolox_nano_416x416", "https://", "--models");
    }

    [Fact]
    public async Task Replay_UnknownNetwork_NamesTheKnownOnes()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--detector", "no_such_network");
        result.AssertOneSentence("no_such_network", "prototype_tritask_256x448");
    }

    [Theory]
    [InlineData("fx: .nan")]
    [InlineData("fx: 0.0")]
    public async Task Replay_CalibrationThatCannotBe_NamesFileAndValue(string focalLength)
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        string calibration = _folder.Write("calibration.yaml", $$"""
            schema: 1
            image: {width: 480, height: 270}
            intrinsics: { {{focalLength}}, fy: 400.0, cx: 240.0, cy: 135.0}
            distortion: {model: none, coefficients: []}
            mounting:
              position: {x: 1.5, y: 0.0, z: 1.4}
              rotationDeg: {roll: 0.0, pitch: 0.0, yaw: 0.0}
            """);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--calibration", calibration);
        result.AssertOneSentence(calibration, "expected", "found");
    }

    [Theory]
    [InlineData("--timeout", "nan")]
    [InlineData("--timeout", "soon")]
    [InlineData("--count", "many")]
    [InlineData("--stale-after", "1e300")]
    [InlineData("--stale-after", "0")]
    [InlineData("--stale-after", "3601")]
    public async Task Listen_SecondsThatCannotBeWaited_NamesOptionAndNumber(string option, string seconds)
    {
        ProcessResult result = await PerceiveProcess.RunAsync("listen", option, seconds);
        result.AssertOneSentence(option, seconds);
    }

    [Fact]
    public async Task Simulate_RealismOfEachZerothFrame_NamesOptionRangeAndNumber()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("simulate", "--check-realism", _folder.At("drive"), "--every", "0");
        result.AssertOneSentence("--every: expected 1 to 1000, found 0.");
    }

    [Theory]
    [InlineData("listen --no-clock", "--no-clock: expected --json beside it, found none")]
    [InlineData("simulate highway --every 2 --out drive", "--every: expected --check-realism with drives beside it, found none")]
    [InlineData("simulate highway --models . --out drive", "--models: expected --check-realism with drives beside it, found none")]
    [InlineData("simulate --check-realism drive --seed 2", "--seed: expected none beside --check-realism, which makes no drive, found one")]
    [InlineData("simulate highway --check-realism drive", "SCENARIO: expected none beside --check-realism, which makes no drive, found one")]
    [InlineData("evaluate detection . --ground-truth kitti --least-height 20", "--least-height: expected with --ground-truth simulated only, found it with kitti.")]
    [InlineData("evaluate detection . --ground-truth coco --most-hidden 0.5", "--most-hidden: expected with --ground-truth simulated only, found it with coco.")]
    [InlineData("evaluate detection . --ground-truth kitti --curve curves", "--curve: expected a file whose name ends in .png, found 'curves'.")]
    [InlineData("replay --no-publish --publish tcp://127.0.0.1:5999", "--publish: expected none beside --no-publish, found one")]
    [InlineData("replay --no-publish --wait-for-subscribers 1", "--wait-for-subscribers: expected none beside --no-publish, found one")]
    [InlineData("replay --wait-for-subscribers -1", "--wait-for-subscribers: expected 0 or more, found -1")]
    [InlineData("replay --no-publish --no-clock", "--no-clock: expected --log beside it, found none")]
    [InlineData("replay --no-publish --lighter-detector prototype_tritask_256x448", "--lighter-detector: expected --deadline or --schedule beside it, without which it never runs, found neither")]
    [InlineData("replay --no-publish --summary /tmp", "/tmp: expected a file in a folder that is there, found a folder")]
    [InlineData("replay --no-publish --summary /proc/none.json", "/proc/none.json: expected a file that can be written, found none (")]
    [InlineData("evaluate tracking --format kitti --ground-truth . --results . --report /tmp", "/tmp: expected a file in a folder that is there, found a folder")]
    [InlineData("evaluate tracking --format mot --ground-truth . --results . --report /proc/none.html", "/proc/none.html: expected a file that can be written, found none (")]
    [InlineData("evaluate tracking --format mot --ground-truth . --results . --report /proc/none/report.html", "/proc/none: expected a folder, or none that can be made there, found otherwise (")]
    [InlineData("evaluate detection /tmp --ground-truth coco --curve /none/curve.png", ".png: expected a file in a folder that is there, found none")]
    [InlineData("track benchmark --chart /none/chart.png", "/none/chart.png: expected a file in a folder that is there, found none")]
    [InlineData("bench soak --chart /tmp", "/tmp: expected a file in a folder that is there, found a folder")]
    [InlineData("bench scale --picture /tmp", "/tmp: expected a file in a folder that is there, found a folder")]
    [InlineData("evaluate compare /tmp /tmp", "expected a file that may be opened, found a folder or one that may not: Access to the path '/tmp' is denied.")]
    public async Task Command_OptionWithoutEffectOrFolderForAFile_SaysSo(string arguments, string expected) =>
        (await PerceiveProcess.RunAsync(arguments.Split(' '))).AssertOneSentence(expected);

    [Theory]
    [InlineData("", "expected a command of replay, run, listen, doctor, bench, models, track, evaluate, simulate, label, found none")]
    [InlineData("replai", "found replai")]
    [InlineData("evaluate", "expected a command of tracking, range, radar, motion, detection, drivable, lanes, compare, found none")]
    [InlineData("replay --guard 7", "--guard: expected check, require or off, found 7")]
    [InlineData("replay --optimise 3", "--optimise: expected ")]
    [InlineData("replay --threads many", "--threads: expected a whole number from -2147483648 to 2147483647, found many")]
    [InlineData("replay --deadline 50,5", "--deadline: expected a number with a point, if any, found 50,5")]
    [InlineData("evaluate drivable . --class 256", "--class: expected a whole number from 0 to 255, found 256")]
    [InlineData("evaluate range --ground-truth . --class tram", "--class: expected car, cyclist or pedestrian, found tram")]
    [InlineData("evaluate tracking --format coco --ground-truth . --results .", "--format: expected kitti, kitti3d or mot, found coco")]
    [InlineData("evaluate detection . --ground-truth pascal", "--ground-truth: expected ")]
    public async Task Command_LineThatCannotBeParsed_SaysWhatIsExpected(string arguments, string expected)
    {
        ProcessResult result = await PerceiveProcess.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        result.AssertOneSentence(expected);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task EvaluateDetection_HeightThatIsNoNumber_NamesOptionRangeAndNumber()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("evaluate", "detection", _folder.Path, "--ground-truth", "simulated", "--least-height", "nan");
        result.AssertOneSentence("--least-height: expected 0 to 10000, found NaN.");
    }

    [Fact]
    public async Task Replay_PortInUse_NamesTheEndpoint()
    {
        using TcpListener holder = new(IPAddress.Loopback, 0);
        holder.Start();
        string endpoint = $"tcp://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--publish", endpoint);
        result.AssertOneSentence(endpoint, "in use");
    }

    [Fact]
    public async Task Replay_UnknownOption_NamesIt()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("replay", "--no-such-option");
        result.AssertOneSentence("--no-such-option");
    }

    [Fact]
    public async Task Replay_OptionWithoutItsValue_NamesIt()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("replay", "nowhere", "--log");
        result.AssertOneSentence("--log");
    }

    [Theory]
    [InlineData("--pace", "fast")]
    [InlineData("--frames", "9..3")]
    public async Task Replay_OptionOutOfRange_NamesItAndTheValue(string option, string value)
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", option, value);
        result.AssertOneSentence(option, value, "expected", "found");
    }

    [Theory]
    [InlineData("--region-detector", "yolox_nano_384x640", "neither")]
    [InlineData("--region", "0,0,1,1", "neither")]
    [InlineData("--region-detector yolox_nano_384x640 --region", "0.1,0.2,0.3", "0.1,0.2,0.3")]
    [InlineData("--region-detector yolox_nano_384x640 --region", "0.9,0.2,0.3,1", "0.9")]
    public async Task Replay_RegionThatCannotBe_NamesIt(string options, string value, string named)
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        ProcessResult result = await PerceiveProcess.RunAsync(["replay", drive, "--no-publish", .. options.Split(' '), value]);
        result.AssertOneSentence("--region", "expected", "found", named);
    }

    [Theory]
    [InlineData("--golden", "nope")]
    [InlineData("--log", "no/such/log")]
    [InlineData("--record-schedule", "no/such/schedule")]
    [InlineData("--summary", "no/such/summary")]
    public async Task Replay_FileThatCannotBeOpened_NamesItWithExpectedAndFound(string option, string file)
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--no-publish", option, _folder.At(file));
        result.AssertOneSentence($"{_folder.At(file)}: expected", "found");
    }

    [Theory]
    [InlineData("--log: expected a file of its own, found that of --golden", "--golden", "--log")]
    [InlineData("--record-schedule: expected a file of its own, found that of --schedule", "--schedule", "--record-schedule")]
    [InlineData("--log: expected a file of its own, found that of --record-schedule", "--record-schedule", "--log")]
    [InlineData("--summary: expected a file of its own, found that of --log", "--log", "--summary")]
    [InlineData("--log: expected a file of its own, found that of --config", "--config", "--log")]
    public async Task Replay_OneFileForTwoOptions_NamesBothAndLeavesIt(string expected, string one, string other)
    {
        string file = _folder.Write("kept.jsonl", "kept");
        File.CreateSymbolicLink(_folder.At("link.jsonl"), file);
        foreach (string same in new[] { Path.Combine(_folder.Path, ".", "kept.jsonl"), _folder.At("link.jsonl") })
        {
            ProcessResult result = await PerceiveProcess.RunAsync("replay", "--no-publish", one, file, other, same);
            result.AssertOneSentence($"{expected}: {file}");
            Assert.Equal(2, result.ExitCode);
        }

        Assert.Equal("kept", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Replay_InterruptedWhileItsDriveIsOpened_EndsAtOnce()
    {
        string drive = _folder.At("pipe.mp4");
        Assert.Equal(0, (await SmallDisk.BashAsync($"mkfifo '{drive}'")).ExitCode);
        using PerceiveProcess replay = PerceiveProcess.Start("replay", drive, "--no-publish");

        // Opens once the replay does, which then waits for bytes that never come.
        using SafeFileHandle silent = await Task.Run(() => File.OpenHandle(drive, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), TestContext.Current.CancellationToken);
        replay.Signal("INT");
        Assert.Equal(new ProcessResult(0, string.Empty, string.Empty), await replay.EndAsync());
    }

    [Fact]
    public async Task Replay_LogOverItsDrive_NamesBoth()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 2);
        long length = new FileInfo(drive).Length;
        (await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--log", drive)).AssertOneSentence("--log: expected a file of its own, found that of DRIVE");
        Assert.Equal(length, new FileInfo(drive).Length);
    }

    [Theory]
    [InlineData("--log", "drive/drive.yaml")]
    [InlineData("--summary", "drive/truth/truth.json")]
    [InlineData("--video", "drive/new.mp4")]
    public async Task Replay_OutputInItsDrivesFolder_IsRefusedAndTheDriveLeft(string option, string file)
    {
        string manifest = _folder.Write("drive/drive.yaml", "kept");
        string truth = _folder.Write("drive/truth/truth.json", "kept");

        ProcessResult result = await PerceiveProcess.RunAsync("replay", _folder.At("drive"), "--no-publish", option, _folder.At(file));

        result.AssertOneSentence($"{option}: expected a file outside the folder of DRIVE, found one in it: {_folder.At(file)}");
        Assert.Equal(["kept", "kept"], new[] { manifest, truth }.Select(File.ReadAllText));
        Assert.False(File.Exists(_folder.At("drive/new.mp4")));
    }

    [Fact]
    public async Task Replay_LogInTheDefaultDrive_IsRefused()
    {
        string file = Path.Combine(Repository.Root, "replay-data", "01-highway-cut-in", "log-of-a-test.jsonl");
        (await PerceiveProcess.RunAsync("replay", "--no-publish", "--log", file)).AssertOneSentence("--log: expected a file outside the folder of the default drive, found one in it");
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Replay_VideoOnADiskThatIsFull_SaysWhatItLacks()
    {
        string drive = DrawnRoad.WriteVideo(_folder.At("road.mp4"), frames: 20);
        string video = _folder.At("disk/out.mp4");
        ProcessResult result = await SmallDisk.RunAsync(
            _folder.At("disk"), "12k", SmallDisk.Perceive($"replay '{drive}' --no-publish --pace max --video '{video}'"), "-name nothing");
        result.AssertOneSentence($"{video}: expected a video of 20 pictures, found 0: its disk is full or failed");
    }

    [Fact]
    public async Task ReplayAndRun_ThatCannotStart_LeaveTheLogOfTheRunBefore()
    {
        string log = _folder.Write("log.jsonl", "kept");
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 2);
        string rig = _folder.Write("rig.yaml", "schema: 1\nrig: {id: car}\ncameras: [{id: front, drive: images}, {id: left, drive: nowhere}]");
        string noNetwork = _folder.Write("network.yaml", "schema: 1\nlog: log.jsonl\ndetector: no_such_network\ncameras: [{id: front, drive: images}]");
        string noDrive = _folder.Write("drive.yaml", "schema: 1\nlog: log.jsonl\ncameras: [{id: front, drive: nowhere}]");
        string[][] commands =
        [
            ["replay", _folder.At("nowhere"), "--no-publish", "--log", log],
            ["replay", drive, "--no-publish", "--log", log, "--golden", _folder.At("nowhere")],
            ["replay", "--config", rig, "--no-publish", "--log", log],
            ["run", "--config", noNetwork],
            ["run", "--config", noDrive],
        ];
        foreach (string[] command in commands)
        {
            (await PerceiveProcess.RunAsync(command)).AssertOneSentence();
            Assert.Equal("kept", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
        }

        Assert.Equal(0, (await PerceiveProcess.RunAsync("replay", drive, "--no-publish", "--pace", "max", "--log", log)).ExitCode);
        Assert.StartsWith("{\"topic\"", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MissingConfiguration_NamesIt()
    {
        string config = _folder.At("none.yaml");
        ProcessResult result = await PerceiveProcess.RunAsync("run", "--config", config);
        result.AssertOneSentence(config, "expected", "found");
    }

    [Theory]
    [InlineData("schema: 1\ncameras: [", "config.yaml:")]
    [InlineData("schema: 1\nspeed: 3\ncameras: [{id: a, address: 0}]", "speed")]
    [InlineData("schema: 2\ncameras: [{id: a, address: 0}]", "schema")]
    [InlineData("schema: 1\ncameras: []", "cameras")]
    [InlineData("schema: 1\ncameras: [{id: a, address: 0, drive: road.mp4}]", "cameras[0].address")]
    public async Task Run_ConfigurationThatCannotBe_NamesFileAndPlace(string text, string place)
    {
        string config = _folder.Write("config.yaml", text);
        ProcessResult result = await PerceiveProcess.RunAsync("run", "--config", config);
        result.AssertOneSentence(config, place, "expected");
    }

    /// <summary>Motion JPEG keeps its frames one after the other, so a cut file has whole frames before the cut.</summary>
    private string TruncatedAvi(int frames)
    {
        string whole = _folder.At("whole.avi");
        using (OpenCvSharp.VideoWriter writer = new(
            whole, OpenCvSharp.FourCC.MJPG, DrawnRoad.FramesPerSecond, new OpenCvSharp.Size(DrawnRoad.Width, DrawnRoad.Height)))
        using (OpenCvSharp.Mat image = new())
        {
            for (int frame = 0; frame < frames; frame++)
            {
                DrawnRoad.Draw(image, frame);
                writer.Write(image);
            }
        }

        byte[] bytes = File.ReadAllBytes(whole);
        string cut = _folder.At("cut.avi");
        File.WriteAllBytes(cut, bytes[..(bytes.Length / 2)]);
        return cut;
    }
}
