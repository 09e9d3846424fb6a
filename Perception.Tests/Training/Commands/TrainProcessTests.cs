using System.Diagnostics;
using Perception.Tests.Shared;
using Perception.Tests.Training.Samples;

namespace Perception.Tests.Training.Commands;

/// <summary>The training's command line as a process of its own.</summary>
[Collection(Alone.Name)]
public sealed class TrainProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_WithoutData_SaysSoInOneSentence()
    {
        (int exitCode, _, string errors) = await RunAsync("--out", _folder.At("run"));

        Assert.Equal(1, exitCode);
        Assert.Equal("train: expected --data with at least one set of labels, found none.", errors.Trim());
        Assert.False(Directory.Exists(_folder.At("run")));
    }

    [Fact]
    public async Task Train_CommaInANumber_IsNoFraction()
    {
        (int exitCode, _, string errors) = await RunAsync("--out", _folder.At("run"), "--data", _folder.Path, "--learning-rate", "0,5");

        Assert.Equal(2, exitCode);
        Assert.Contains("--learning-rate: expected a number with a point, if any, found 0,5", errors);
    }

    [Theory]
    [InlineData("--quick --data set", 1, "--data: expected none beside --quick, found one.")]
    [InlineData("--data set --out run --steps 3 --minutes 5", 1, "--minutes: expected none beside --steps, found one.")]
    [InlineData("--data set --out /dev/null", 1, "/dev/null: expected the run's folder, found a file.")]
    [InlineData("--data set --out run --only heads", 2, "--only: expected ")]
    [InlineData("scores", 2, "expected a command of export, score, found scores")]
    [InlineData("score network.onnx --validate set --at 0.5 nan", 1, "--at: expected scores from 0.05 to 1, found NaN.")]
    [InlineData("score network.onnx --validate set --at 7", 1, "--at: expected scores from 0.05 to 1, found 7.")]
    [InlineData("score network.onnx --validate set --at 0.02", 1, "--at: expected scores from 0.05 to 1, found 0.02.")]
    [InlineData("--data labels/city=2 --validate labels/city/ --out run", 1, "--validate: expected sets that do not train, found")]
    [InlineData("export --from a.onnx --out out --name a --fixed-batch", 1, "--fixed-batch: expected --batch with more than one image, found 1.")]
    [InlineData("export --from a.onnx --out out --name a --mix-share 0.3", 1, "--mix-share: expected --mix with another network, found none.")]
    public async Task Train_OptionWithoutEffectOrOutOfRange_SaysSo(string arguments, int expectedCode, string expected)
    {
        (int exitCode, _, string errors) = await RunAsync(arguments.Split(' '));

        Assert.Equal(expectedCode, exitCode);
        Assert.StartsWith($"train: {expected}", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_FolderWithoutLabels_NamesIt()
    {
        (int exitCode, _, string errors) = await RunAsync("--out", _folder.At("run"), "--data", _folder.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains("expected a set of labels with labels.jsonl, found none", errors);
    }

    [Fact]
    public async Task Train_CorruptImage_EndsWithOneSentence()
    {
        string set = SmallSet.Write(_folder.At("set"), 3);
        await File.WriteAllTextAsync(Path.Combine(set, "2.png"), "no image", TestContext.Current.CancellationToken);

        (int exitCode, _, string errors) = await RunAsync("--out", _folder.At("run"), "--data", set);

        Assert.Equal(1, exitCode);
        Assert.Equal($"train: {Path.Combine(set, "2.png")}: expected an image, found one that cannot be decoded.", errors.Trim());
    }

    [Fact]
    public async Task Train_CudaWithoutADevice_SaysSo()
    {
        Assert.SkipWhen(File.Exists("/proc/driver/nvidia/version"), "there is a CUDA device");

        (int exitCode, _, string errors) = await RunAsync("--out", _folder.At("run"), "--data", _folder.At("set"), "--cuda");

        Assert.Equal(1, exitCode);
        Assert.Equal("train: --cuda: expected a CUDA device and a libtorch that can use it, found none.", errors.Trim());
    }

    [Fact]
    public async Task Train_ValidatesOnWhatTrains_IsRefused()
    {
        string set = SmallSet.Write(_folder.At("set"), 2);

        (int exitCode, _, string errors) = await RunAsync("--out", _folder.At("run"), "--data", set + "=2", "--validate", set);

        Assert.Equal(1, exitCode);
        Assert.Equal($"train: --validate: expected sets that do not train, found {set}, which --data names too; --hold-out keeps scenes of it from training.", errors.Trim());
    }

    [Theory]
    [InlineData("network.onnx")]
    [InlineData("checkpoint/state.json")]
    public async Task Train_FolderOfARun_IsRefusedAndUntouched(string file)
    {
        string kept = _folder.Write($"run/{file}", "kept");

        (int exitCode, _, string errors) = await RunAsync("--out", _folder.At("run"), "--data", _folder.At("set"));

        Assert.Equal(1, exitCode);
        Assert.Equal($"train: {_folder.At("run")}: expected a folder without a run, or --resume, found a run's checkpoint or network.", errors.Trim());
        Assert.Equal("kept", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
    }

    /// <summary>The curves fit on the disk, a checkpoint does not; one that is half written would make a second line.</summary>
    [Fact]
    public async Task Train_DiskIsFull_SaysSoAndLeavesNoHalfCheckpoint()
    {
        string set = SmallSet.Write(_folder.At("set"), 3);
        string disk = _folder.At("disk");

        ProcessResult result = await SmallDisk.RunAsync(disk, "4m", SmallDisk.Train($"--data '{set}' --out '{disk}/run' --steps 2"), "-name 'checkpoint*'");

        Assert.Equal(1, result.ExitCode);
        string line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"train: {disk}/run/checkpoint: expected room for a checkpoint, found: No space left", line, StringComparison.Ordinal);
    }

    /// <summary>Drives, labels, training from nothing, export: the command fails where the losses do not fall or nothing is found better.</summary>
    [Fact]
    public async Task Train_Quick_LearnsAndShipsANetworkThatRuns()
    {
        (int exitCode, string output, string errors) = await RunAsync("--quick", "--out", _folder.At("quick"));

        Assert.True(exitCode == 0, $"{output}{errors}");
        ProcessResult verified = await PerceiveProcess.RunAsync("models", "verify", "quick", "--models", _folder.At("quick", "models"));
        Assert.True(verified.ExitCode == 0, $"{verified.Output}{verified.Errors}");
        TestContext.Current.SendDiagnosticMessage(output);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "train.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(6), TestContext.Current.CancellationToken);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
