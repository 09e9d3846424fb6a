using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>When scripts/setup.sh builds anew; a program that only notes how it is called stands in for dotnet.</summary>
public sealed class SetupScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SetupScriptTests()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs /bin/bash");
        _folder.Write("a.cs", string.Empty);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task BuildIfChanged_NothingChanged_BuildsOnce() => Assert.Equal(["one in "], await BuildAsync("build one; build one"));

    [Fact]
    public async Task BuildIfChanged_AnotherOnnxRuntime_BuildsEveryProjectAnew() => Assert.Equal(
        ["one in ", "two in ", "one -p:OnnxRuntime=Cpu in ", "two -p:OnnxRuntime=Cpu in ", "one in "],
        await BuildAsync("build one; build two; ONNX_RUNTIME=Cpu; build one; build two; build one; unset ONNX_RUNTIME; build one"));

    [Fact]
    public async Task BuildIfChanged_AnotherFolderOfOnnxRuntime_BuildsAnewWithItsFullPath() => Assert.Equal(
        [$"one -p:OnnxRuntime=Local in {_folder.At("a")}", $"one -p:OnnxRuntime=Local in {_folder.At("b")}"],
        await BuildAsync("ONNX_RUNTIME=Local; export OnnxRuntimeDir=a; build one; build one; OnnxRuntimeDir=b; build one"));

    [Fact]
    public async Task BuildIfChanged_TwoAtOnce_BuildsOnce() =>
        Assert.Equal(["one in "], await BuildAsync("build one & build one & wait -n && wait -n", "sleep 0.2; "));

    [Fact]
    public async Task BuildIfChanged_TestsAfterTheProgram_BuildsTheProgramAnew() =>
        Assert.Equal(["perceive -p:CompileAhead=true in ", "tests in ", "perceive -p:CompileAhead=true in "], await BuildAsync("build perceive; build tests; build tests; build perceive"));

    [Fact]
    public async Task BuildIfChanged_BuildThatFails_SaysWhatItSaidLast()
    {
        ProcessResult result = await SourceAsync("dotnet() { echo 'Killed'; return 137; }; build_if_changed one one; echo 'goes on'");
        Assert.Equal((1, string.Empty), (result.ExitCode, result.Output));
        Assert.Equal($"building (Release) …\nKilled\nthe build failed; the whole log is {_folder.At("artifacts", "build-one.log")}\n", result.Errors);
    }

    [Fact]
    public async Task HasLibrary_FirstOfALongList_IsFound()
    {
        ProcessResult result = await SourceAsync("ldconfig() { echo libgtk-3.so.0; seq 100000; }; has_library libgtk-3.so.0 && ! has_library libgtk-4");
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Errors));
    }

    /// <returns>The builds that were made, each with its project and where ONNX Runtime comes from.</returns>
    private async Task<string[]> BuildAsync(string script, string before = "")
    {
        string log = _folder.At("builds.txt");
        ProcessResult result = await SourceAsync(
            $$"""
            dotnet() { [ "$1" = build ] || return 0; {{before}}echo "$2${8:+ $8} in ${OnnxRuntimeDir:-}" >>'{{log}}'; }
            build() { build_if_changed "$1" "$1"; }
            {{script}}
            """);
        Assert.True(result.ExitCode == 0, result.Errors);
        return await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken);
    }

    private Task<ProcessResult> SourceAsync(string script) => SmallDisk.BashAsync(
        $$"""
        set -euo pipefail
        unset ONNX_RUNTIME OnnxRuntimeDir
        cd '{{_folder.Path}}'
        root=$PWD
        source '{{Path.Combine(Repository.Root, "scripts", "setup.sh")}}'
        {{script}}
        """);
}
