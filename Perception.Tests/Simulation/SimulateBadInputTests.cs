using System.Diagnostics;
using System.Globalization;
using Perception.Tests.Shared;

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
    public async Task Simulate_FileGrowsPastItsLimit_SaysSoAndLeavesNothing()
    {
        // The shell's limit on the size of a file makes every later write fail.
        const string LimitKiB = "24";
        ProcessResult result = await BashAsync($"ulimit -f {LimitKiB}; trap '' XFSZ; exec {Simulate(_folder.At("drive"), seconds: 2)}");
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
        Directory.CreateDirectory(disk);
        string mount = $"mount -t tmpfs -o size={size} tmpfs '{disk}'";
        ProcessResult probe = await BashAsync($"unshare --user --map-root-user --mount bash -c \"{mount}\"");
        Assert.SkipUnless(probe.ExitCode == 0, "needs a Linux where a user may mount a small disk of his own (unshare, tmpfs)");
        ProcessResult result = await BashAsync(
            $"unshare --user --map-root-user --mount bash -c \"{mount} && {Simulate(disk + "/drive", seconds)}; status=\\$?; ls -A '{disk}' >&2; exit \\$status\"");
        result.AssertOneSentence(disk + "/drive", "expected", "found");
    }

    private static string Simulate(string drive, double seconds)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "perceive.dll");
        return string.Create(CultureInfo.InvariantCulture, $"dotnet exec '{program}' simulate highway --size 320x180 --seconds {seconds} --out '{drive}'");
    }

    private static async Task<ProcessResult> BashAsync(string command)
    {
        ProcessStartInfo start = new("bash", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ProcessResult(process.ExitCode, await output, errors);
    }
}
