using System.Globalization;
using Perception.Tests.Shared;
using Simulation;
using Simulation.Drives;

namespace Perception.Tests.Simulation;

/// <summary>Bad input to <c>perceive simulate</c> ends in one sentence and leaves nothing behind.</summary>
public sealed class SimulateBadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Simulate_UnknownScenario_NamesTheKnownOnes()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("simulate", "volcano", "--out", _folder.At("drive"));
        result.AssertOneSentence("volcano", "highway", "no-road", "urban-dusk");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Simulate_FolderWithFiles_IsRefusedAndUntouched()
    {
        string kept = _folder.Write("drive/kept.txt", "mine");
        ProcessResult result = await PerceiveProcess.RunAsync("simulate", "highway", "--seconds", "0.1", "--out", _folder.At("drive"));
        result.AssertOneSentence(_folder.At("drive"), "empty");
        Assert.Equal("mine", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Simulate_OddSize_IsRefused()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("simulate", "highway", "--size", "641x361", "--out", _folder.At("drive"));
        result.AssertOneSentence("--size: expected even numbers of pixels, found 641x361");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("-0.3,0")]
    [InlineData("-0.5,0")]
    [InlineData("3,1")]
    public async Task Simulate_LensThatDoesNotReachTheCorners_IsRefused(string distortion)
    {
        ProcessResult result = await PerceiveProcess.RunAsync("simulate", "urban", "--seconds", "0.1", "--size", "640x360", $"--distortion={distortion}", "--out", _folder.At("drive"));
        result.AssertOneSentence("--distortion: expected a lens", $"found {distortion}");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Simulate_CommaInANumber_IsNoFraction()
    {
        ProcessResult result = await PerceiveProcess.RunAsync("simulate", "highway", "--seconds", "0,05", "--out", _folder.At("drive"));
        result.AssertOneSentence("--seconds: expected a number with a point, if any, found 0,05");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("--fps: expected 0.1 to 120, found 500.")]
    [InlineData("--fps: expected 0.1 to 120, found NaN.")]
    [InlineData("--yaw: expected -180 to 180, found 190.5.")]
    [InlineData("--seconds: expected 0.05 to 600, found 0.")]
    [InlineData("--size, height: expected 64 to 2160, found 32.")]
    public void Options_OutOfRange_NameOptionRangeAndNumber(string said)
    {
        string number = said.TrimEnd('.').Split(' ')[^1];
        double value = double.Parse(number, CultureInfo.InvariantCulture);
        SimulationOptions options = said.Split(':', ',')[0] switch
        {
            "--fps" => SmallDrive.Options with { FrameRate = value },
            "--yaw" => SmallDrive.Options with { YawDeg = value },
            "--seconds" => SmallDrive.Options with { Seconds = value },
            _ => SmallDrive.Options with { Height = (int)value },
        };

        Assert.Equal(said, Assert.Throws<SimulationException>(options.Validate).Message);
    }

    /// <summary>A complete drive of that name, or anything else.</summary>
    [Theory]
    [InlineData("drive.yaml")]
    [InlineData("notes/mine.txt")]
    public void Write_PartialFolderOfAnother_IsRefusedAndUntouched(string file)
    {
        string kept = _folder.Write($"drive.partial/{file}", "mine");
        _folder.Write("drive.partial/front.mp4", "mine");

        SimulationException failure = Assert.Throws<SimulationException>(() => new DriveWriter(_folder.At("drive"), "drive", SmallDrive.Options));

        Assert.Equal($"{_folder.At("drive.partial")}: expected no folder or what a killed simulation left, found other files in it.", failure.Message);
        Assert.Equal("mine", File.ReadAllText(kept));
    }

    [Fact]
    public void Write_PartialFolderOfAKilledRun_IsReplaced()
    {
        string left = _folder.Write("drive.partial/truth/truth.json", "half");

        using DriveWriter writer = new(_folder.At("drive"), "drive", SmallDrive.Options);

        Assert.Equal(0, new FileInfo(left).Length);
    }

    [Fact]
    public void Write_FolderThatAnotherWrites_IsRefusedAndTheOtherGoesOn()
    {
        using DriveWriter first = new(_folder.At("drive"), "drive", SmallDrive.Options);

        SimulationException failure = Assert.Throws<SimulationException>(() => new DriveWriter(_folder.At("drive"), "drive", SmallDrive.Options));

        Assert.Equal($"{_folder.At("drive.partial")}: expected no folder or what a killed simulation left, found one that another simulation writes.", failure.Message);
        Assert.True(File.Exists(_folder.At("drive.partial", "truth", "truth.json")));
    }

    [Fact]
    public async Task Simulate_FileGrowsPastItsLimit_SaysSoAndLeavesNothing()
    {
        // The shell's limit on the size of a file makes every later write fail.
        const string LimitKiB = "24";
        ProcessResult result = await SmallDisk.BashAsync($"ulimit -f {LimitKiB}; trap '' XFSZ; exec {SmallDisk.Perceive(Simulate(_folder.At("drive"), seconds: 2))}");
        result.AssertOneSentence(_folder.At("drive"), "expected", "found");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    /// <summary>A disk of its own that is full after a few frames; once while frames are drawn, once at the end. Anything left on it would make a second line.</summary>
    [Theory]
    [InlineData("200k", 4)]
    [InlineData("40k", 0.1)]
    public async Task Simulate_DiskIsFull_SaysSoAndLeavesNothing(string size, double seconds)
    {
        string disk = _folder.At("disk");
        ProcessResult result = await SmallDisk.RunAsync(disk, size, SmallDisk.Perceive(Simulate(disk + "/drive", seconds)));
        result.AssertOneSentence(disk + "/drive", "expected", "found");
    }

    private static string Simulate(string drive, double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"simulate highway --size 320x180 --seconds {seconds} --out '{drive}'");
}
