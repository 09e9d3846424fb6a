using System.Diagnostics;
using OpenCvSharp;
using Perception.Client;
using Perception.Recording;
using Perception.Tests.Shared;

namespace Perception.Tests.Recording;

/// <summary>The log on real files, pipes and full disks.</summary>
public sealed class JsonLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Mat _image = new(2, 2, MatType.CV_8UC3, Scalar.Black);

    public void Dispose()
    {
        _image.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Write_FileWithOlderContent_IsKeptUntilTheFirstLineAndThenGone()
    {
        string path = _folder.Write("log.jsonl", "older\n");
        using (JsonLog unused = new(path, withClockFields: true, isLossless: true))
        {
        }

        Assert.Equal("older\n", File.ReadAllText(path));
        using (JsonLog log = new(path, withClockFields: true, isLossless: true))
        {
            Assert.True(log.Write(new WorldMessage { FrameId = 7 }, _image));
        }

        Assert.Contains("\"frameId\":7", Assert.Single(File.ReadAllLines(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FileWithOlderContentThatIsKept_IsRenamedWithTheFirstLine()
    {
        string path = _folder.Write("log.jsonl", "crashed\n");
        _folder.Write("log.jsonl.1", "older\n");
        using (JsonLog unused = new(path, withClockFields: true, isLossless: true, keepsOlder: true))
        {
        }

        Assert.Equal("crashed\n", File.ReadAllText(path));
        using (JsonLog log = new(path, withClockFields: true, isLossless: true, keepsOlder: true))
        {
            log.Write(new WorldMessage { FrameId = 7 }, _image);
            log.Write(new WorldMessage { FrameId = 8 }, _image);
        }

        Assert.Equal("crashed\n", File.ReadAllText(path + ".1"));
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Theory]
    [InlineData("written\n", true)]
    [InlineData("", false)]
    public async Task Open_FileThatAnotherRunHasWrittenTo_IsRefusedAndLeftAsItIs(string content, bool isRefused)
    {
        string path = _folder.Write("log.jsonl", content);
        using Process other = Process.Start(new ProcessStartInfo(
            "python3", ["-c", "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.lockf(f, fcntl.LOCK_EX); print('locked', flush=True); sys.stdin.read()", path])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("locked", await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        string? found = Found(() => new JsonLog(path, withClockFields: true, isLossless: true).Dispose());

        string? expected = isRefused ? $"{path}: expected a file that can be written, found none (another run writes it)" : null;
        Assert.Equal(expected, found);
        Assert.Equal(expected, Found(() => RecordingFile.KeepOlder(path)));
        Assert.Equal(content, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        other.StandardInput.Close();
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Null(Found(() => new JsonLog(path, withClockFields: true, isLossless: true).Dispose()));
    }

    [Fact]
    public void Write_OneLine_IsInTheFileWhileTheLogIsOpen()
    {
        string path = _folder.At("log.jsonl");
        using JsonLog log = new(path, withClockFields: true, isLossless: true);
        log.Write(new WorldMessage(), _image);
        Assert.True(SpinWait.SpinUntil(() => new FileInfo(path).Length > 0, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Write_LosslessToAReaderThatIsSlower_LosesNothing()
    {
        const int lines = 1000;
        string path = _folder.At("log.jsonl");
        using Process reader = Process.Start(new ProcessStartInfo("bash", ["-c", "mkfifo \"$0\" && echo made && exec < \"$0\" && sleep 0.2 && wc -l", path]) { RedirectStandardOutput = true })!;
        Assert.Equal("made", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        using (JsonLog log = new(path, withClockFields: true, isLossless: true))
        {
            WorldMessage message = new() { MetricAbsence = new string('x', 1000) };
            for (int line = 0; line < lines; line++)
            {
                Assert.True(log.Write(message, _image));
            }
        }

        Assert.Equal($"{lines}", (await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task Write_LosslessToADiskThatStandsStill_EveryWriterAndTheEndAreToldSo()
    {
        string path = _folder.At("log.jsonl");
        using StandingDisk disk = await StandingDisk.MakeAsync(path);
        using JsonLog log = new(path, withClockFields: true, isLossless: true);
        Task[] writers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => FillUntilItFails(log)))];
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await Task.Run(log.Dispose, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Contains("expected a disk that takes what is logged, found it standing still for 4 s", log.Fault, StringComparison.Ordinal);
        Assert.False(log.Write(new WorldMessage(), _image));
    }

    [Fact]
    public async Task Write_NotLosslessToADiskThatStandsStill_LeavesLinesOutAndNeverWaits()
    {
        string path = _folder.At("log.jsonl");
        using StandingDisk disk = await StandingDisk.MakeAsync(path);
        using JsonLog log = new(path, withClockFields: true, isLossless: false);
        int taken = Enumerable.Range(0, 10_000).Count(_ => log.Write(new WorldMessage(), _image));
        Assert.InRange(taken, LineWriter.MostWaiting, 9_999);
        Assert.Null(log.Fault);
    }

    [Fact]
    public void Dispose_DiskFullUnderTheLastLine_IsTold()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        JsonLog log = new("/dev/full", withClockFields: true, isLossless: true);
        log.Write(new WorldMessage(), _image);
        log.Dispose();
        Assert.Contains("No space left on device", log.Fault, StringComparison.Ordinal);
    }

    private static string? Found(Action open)
    {
        try
        {
            open();
            return null;
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }

    private void FillUntilItFails(JsonLog log)
    {
        Assert.Throws<IOException>((Action)Fill);

        void Fill()
        {
            while (true)
            {
                log.Write(new WorldMessage(), _image);
            }
        }
    }
}
