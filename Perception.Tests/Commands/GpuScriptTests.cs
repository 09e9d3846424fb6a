using System.Diagnostics;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>The script of benchmarks/gpu, as far as it goes without a GPU.</summary>
public sealed class GpuScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GpuScriptTests()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs /bin/bash");
        File.Copy(Path.Combine(Repository.Root, "benchmarks", "gpu", "run"), _folder.At("run"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OneProvider_VerifiesAndMeasuresItIntoOneTable()
    {
        WriteProgram("echo \"perceive $*\"");

        ProcessResult result = await RunAsync("--providers", "cpu,tensorrt-fp16", "--runs", "7", "some_network");

        Assert.Equal(0, result.ExitCode);
        string table = await File.ReadAllTextAsync(_folder.At("results.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(result.Output, table);
        Assert.Contains($"perceive models verify some_network --models {_folder.At("models")} --providers cpu\n", table, StringComparison.Ordinal);
        Assert.Contains($"perceive models bench --preamble --runs 7 some_network --models {_folder.At("models")} --providers tensorrt --fp16 --engine-cache {_folder.At("engines")}\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProviderThatCannotBeHad_IsWrittenAndEndsWithOne()
    {
        WriteProgram("case \"$*\" in *cuda*) echo 'no such provider' >&2; exit 1;; esac");

        ProcessResult result = await RunAsync("--providers", "cpu,cuda");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no such provider", result.Output, StringComparison.Ordinal);
        Assert.Contains("3 of 6 steps had faults", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FolderWithoutProgram_SaysHowToMakeIt()
    {
        ProcessResult result = await RunAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Equal($"run: expected {_folder.At("program")}/perceive, found none: make the folder with benchmarks/gpu/prepare\n", result.Errors);
        Assert.False(File.Exists(_folder.At("results.txt")));
    }

    [Theory]
    [InlineData("--providers", "vulkan")]
    [InlineData("--runs")]
    [InlineData("--speed")]
    public async Task Run_ArgumentThatCannotBe_NamesIt(params string[] arguments)
    {
        WriteProgram("true");

        ProcessResult result = await RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(arguments[^1], result.Errors, StringComparison.Ordinal);
    }

    private void WriteProgram(string script)
    {
        string program = Path.Combine(Directory.CreateDirectory(_folder.At("program")).FullName, "perceive");
        File.WriteAllText(program, $"#!/bin/bash\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task<ProcessResult> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("/bin/bash", [_folder.At("run"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process script = Process.Start(start)!;
        Task<string> output = script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ProcessResult(script.ExitCode, await output, await errors);
    }
}
