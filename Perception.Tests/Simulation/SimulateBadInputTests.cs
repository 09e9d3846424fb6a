using System.Diagnostics;
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
    public async Task Simulate_DiskTakesNoMore_SaysSoAndLeavesNothing()
    {
        // The shell's limit on the size of a file makes every later write fail, as a full disk does.
        const string LimitKiB = "24";
        string program = Path.Combine(AppContext.BaseDirectory, "perceive.dll");
        string command = $"ulimit -f {LimitKiB}; trap '' XFSZ; exec dotnet exec '{program}' simulate highway --size 320x180 --seconds 2 --out '{_folder.At("drive")}'";
        ProcessStartInfo start = new("bash", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        ProcessResult result = new(process.ExitCode, await output, errors);
        result.AssertOneSentence(_folder.At("drive"), "expected", "found");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
