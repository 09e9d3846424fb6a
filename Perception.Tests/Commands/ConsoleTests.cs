using Perception.Client;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

/// <summary>Consoles that a run does not depend on: a full disk, none at all, one that nobody reads, a terminal that is gone.</summary>
public sealed class ConsoleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _endpoint = ServiceEndpoint.Free();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(">/dev/full", "No space left on device")]
    [InlineData(">&-", "Access to the path is denied")]
    public async Task Run_ConsoleThatCannotBeWrittenTo_SaysSoOnceAndGoesOn(string redirection, string found)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        ProcessResult result = await StopWhenPublishingAsync($"exec \"$@\" {redirection}");
        Assert.Equal((0, $"perceive: expected the console to be written to, found that it cannot be ({found}), so it is given up\n"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task Run_ConsoleThatNobodyReads_EndsAllTheSame()
    {
        string pipe = _folder.At("pipe");
        using StandingDisk standing = await StandingDisk.MakeAsync(pipe);
        ProcessResult result = await StopWhenPublishingAsync($"exec \"$@\" >'{pipe}'");
        Assert.Equal((0, "perceive: expected the console to be written to, found that it stood still for 5 s, so it is given up\n"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task Run_NothingThatCanBeWrittenTo_EndsAllTheSame()
    {
        string pipe = _folder.At("pipe");
        using StandingDisk standing = await StandingDisk.MakeAsync(pipe);
        Assert.Equal(0, (await StopWhenPublishingAsync($"exec \"$@\" >'{pipe}' 2>&1")).ExitCode);
        Assert.Equal(0, (await StopWhenPublishingAsync("exec \"$@\" >&- 2>&-")).ExitCode);
    }

    [Fact]
    public async Task Run_ErrorsInAFileOfOthers_StandWhereTheyWereWritten()
    {
        string file = _folder.At("out.txt");
        using PerceiveProcess service = PerceiveProcess.StartInShell(
            $"(echo before; \"$@\"; echo \"after $?\") >'{file}' 2>&1", "run", "--config", _folder.At("none.yaml"));
        await service.EndAsync();
        Assert.Equal(
            $"before\nperceive: {_folder.At("none.yaml")}: expected a configuration file, found none\nafter 1\n",
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_HangUpsIgnored_GoesOnIgnoringThem()
    {
        using PerceiveProcess service = PerceiveProcess.StartInShell("trap '' HUP; exec \"$@\"", "run", "--config", Configuration());
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds >= 3);
        service.Signal("HUP");
        long before = subscriber.Worlds;
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds >= before + 20);
        service.Signal("TERM");
        Assert.Equal(0, (await service.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Replay_ConsoleThatCannotBeWrittenTo_WritesItsFilesAndExitsWithOne()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 6);
        (string summary, string log) = (_folder.At("summary.json"), _folder.At("log.jsonl"));
        using PerceiveProcess replay = PerceiveProcess.StartInShell(
            "exec \"$@\" >/dev/full", "replay", drive, "--no-publish", "--pace", "max", "--summary", summary, "--log", log);
        (await replay.EndAsync()).AssertOneSentence("console", "No space left on device");
        Assert.Equal(6, Summary.Integer(summary, "framesPublished"));
        Assert.Equal(6, File.ReadLines(log).Count(line => line.StartsWith("{\"topic\":\"world\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Replay_ReaderThatHasEnoughAfterALine_ExitsWithZero()
    {
        string drive = DrawnRoad.WriteImages(_folder.At("images"), frames: 6);
        using PerceiveProcess replay = PerceiveProcess.StartInShell(
            "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "replay", drive, "--no-publish", "--pace", "max");
        ProcessResult result = await replay.EndAsync();
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Errors));
        Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The live service until it has published some worlds, then SIGTERM.</summary>
    private async Task<ProcessResult> StopWhenPublishingAsync(string script)
    {
        using PerceiveProcess service = PerceiveProcess.StartInShell(script, "run", "--config", Configuration());
        using PerceptionSubscriber subscriber = ServiceEndpoint.Subscribe(_endpoint);
        ServiceEndpoint.ReceiveUntil(subscriber, _ => subscriber.Worlds >= 5);
        service.Signal("TERM");
        return await service.EndAsync();
    }

    private string Configuration()
    {
        DrawnRoad.WriteImages(_folder.At("images"), frames: 10);
        return _folder.Write("config.yaml", $"schema: 1\npublish: {_endpoint}\ncameras: [{{id: front, drive: images, loop: true}}]\n");
    }
}
