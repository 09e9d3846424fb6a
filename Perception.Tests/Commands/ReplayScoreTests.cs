using Perception.Tests.Shared;
using Simulation;
using Simulation.Drives;
using Simulation.Scenarios;

namespace Perception.Tests.Commands;

/// <summary>A replay of a drive with truth says how right it was; one without truth says nothing of it.</summary>
public sealed class ReplayScoreTests : IDisposable
{
    private const int Frames = 12;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_SimulatedDrive_ScoresItselfAgainstTheTruth()
    {
        string drive = Simulate();
        string summary = _folder.At("summary.json");
        ProcessResult result = await ReplayAsync(drive, summary);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(Frames, Summary.Integer(summary, "truth", "frames"));
        Assert.InRange(Summary.Integer(summary, "truth", "vehicles", "count"), Frames, 100 * Frames);
        Assert.InRange(Summary.Number(summary, "truth", "vehicles", "share"), 0.2, 1);
        Assert.InRange(Summary.Number(summary, "truth", "rangeError"), 0, 0.5);
        Assert.InRange(Summary.Number(summary, "truth", "laneOffsetError"), 0, 1);
        Assert.InRange(Summary.Number(summary, "truth", "stated", "range", "inside3Sigma"), 0.5, 1);
        Assert.Contains($"truth     found in {Frames} frames: vehicles ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_DriveWithoutTruth_HasNoScore()
    {
        string drive = Simulate();
        Directory.Delete(Path.Combine(drive, "truth"), recursive: true);
        await File.WriteAllLinesAsync(
            Path.Combine(drive, "drive.yaml"),
            File.ReadLines(Path.Combine(drive, "drive.yaml")).Where(line => !line.StartsWith("truth", StringComparison.Ordinal) && !line.StartsWith("  truth", StringComparison.Ordinal)).ToList(),
            TestContext.Current.CancellationToken);
        ProcessResult result = await ReplayAsync(drive, _folder.At("summary.json"));
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.DoesNotContain("truth", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_ScheduleOfADriveInALoop_IsNotScored()
    {
        string drive = Simulate();
        string schedule = _folder.At("schedule.jsonl");
        await StoppedReplay.RunAsync(drive, "--frames", "0..3", "--loop", "--record-schedule", schedule);
        string summary = _folder.At("summary.json");
        ProcessResult result = await PerceiveProcess.RunAsync("replay", drive, "--frames", "0..3", "--no-publish", "--schedule", schedule, "--summary", summary);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.InRange(Summary.Integer(summary, "framesRead"), 4, int.MaxValue);
        Assert.DoesNotContain("truth", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_DamagedTruth_EndsInOneSentence()
    {
        string drive = Simulate();
        await File.WriteAllTextAsync(Path.Combine(drive, "truth", "truth.json"), "{", TestContext.Current.CancellationToken);
        ProcessResult result = await ReplayAsync(drive, _folder.At("summary.json"));
        result.AssertOneSentence("truth.json", "expected", "found");
        Assert.False(File.Exists(_folder.At("summary.json")));
    }

    [Theory]
    [InlineData(true, "odometryAndImageMotion", new string[0])]
    [InlineData(true, "odometry", new[] { "--no-image-motion" })]
    [InlineData(false, "imageMotion", new string[0])]
    [InlineData(false, "none", new[] { "--no-image-motion" })]
    public async Task Replay_DriveWithAndWithoutOdometry_HelloSaysWhereItsMotionIsKnownFrom(bool hasOdometry, string expected, string[] options)
    {
        string drive = Simulate();
        string manifest = Path.Combine(drive, "drive.yaml");
        string[] kept = [.. File.ReadLines(manifest).Where(line => hasOdometry || !line.StartsWith("egoMotion", StringComparison.Ordinal))];
        await File.WriteAllLinesAsync(manifest, kept, TestContext.Current.CancellationToken);
        string log = _folder.At("log.jsonl");
        ProcessResult result = await PerceiveProcess.RunAsync(["replay", drive, "--frames", "0..2", "--pace", "max", "--no-publish", "--log", log, .. options]);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains($"\"motionSource\":\"{expected}\"", File.ReadLines(log).First(), StringComparison.Ordinal);
    }

    private static Task<ProcessResult> ReplayAsync(string drive, string summary) =>
        PerceiveProcess.RunAsync("replay", drive, "--pace", "max", "--no-publish", "--summary", summary);

    private string Simulate()
    {
        Assert.True(ScenarioCatalog.TryFind("cut-in", out Scenario scenario));
        string drive = _folder.At("drive");
        SimulationOptions options = new() { Seed = 3, Width = 640, Height = 360, Seconds = Frames / 20.0 };
        DriveSimulator.Simulate(scenario, options, drive, null, TestContext.Current.CancellationToken);
        return drive;
    }
}
