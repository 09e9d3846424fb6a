using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Perception.Commands;
using Perception.Inference;
using Perception.Tests.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

[Collection(Alone.Name)]
public sealed class ModelsCommandTests
{
    private const string Prototype = "prototype_tritask_256x448";

    [Fact]
    public void List_ShowsTheShippedNetworkAndTheDefaults()
    {
        (int code, string output) = Run("models", "list");

        Assert.Equal(0, code);
        Assert.Contains(Prototype, output, StringComparison.Ordinal);
        Assert.Contains("Default for lanes: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_Network_NamesItsContract()
    {
        (int code, string output) = Run("models", "show", "deimv2_atto");

        Assert.Equal(0, code);
        Assert.Contains("orig_target_sizes [1,2] int64 = [320, 320]", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_ShippedNetwork_IsRight()
    {
        (int code, string output) = Run("models", "verify", Prototype);

        Assert.Equal(0, code);
        Assert.EndsWith("1 networks, 0 wrong.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OfAUserWithoutAnyCache_LeavesNothingToReportThere()
    {
        using TemporaryFolder home = new();

        ProcessResult result = await PerceiveProcess.RunAtHomeAsync(home.Path, "models", "verify", Prototype);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(Directory.EnumerateFiles(home.Path, "*onnxruntime*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(home.Path, "deviceid", SearchOption.AllDirectories));
    }

    [Fact]
    public void Verify_FileWithAnotherHash_SaysSoAndFails()
    {
        using NetworkFolder folder = YoloxFolder.Write([1]);
        File.AppendAllText(folder.OnnxPath, " ");

        (int code, string output) = Run("models", "verify", NetworkFolder.Name, "--models", folder.Path);

        Assert.Equal(1, code);
        Assert.Contains("expected SHA-256", output, StringComparison.Ordinal);
    }

    [Fact]
    public void ListAndVerify_ManifestThatCannotBeRead_TellOfItAndVerifyFails()
    {
        using TemporaryFolder folder = new();
        string broken = folder.Write("broken.yaml", "name: broken\n");

        (int listed, string list) = Run("models", "list", "--models", folder.Path);
        (int verified, string verdicts) = Run("models", "verify", "--models", folder.Path);

        Assert.Equal((0, 1), (listed, verified));
        Assert.Single(list.Split('\n'), line => line.StartsWith(broken, StringComparison.Ordinal));
        Assert.Single(verdicts.Split('\n'), line => line.StartsWith(broken, StringComparison.Ordinal));
        Assert.EndsWith(", 1 wrong.\n", verdicts, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_AfterRecord_ComparesWithIt()
    {
        using NetworkFolder folder = YoloxFolder.Write([1, 2, 3]);

        (int recorded, _) = Run("models", "verify", NetworkFolder.Name, "--models", folder.Path, "--record");
        (int verified, string output) = Run("models", "verify", NetworkFolder.Name, "--models", folder.Path);

        Assert.Equal((0, 0), (recorded, verified));
        Assert.Contains("differs by 0.00 %", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_TwoNetworks_AllocateNothingPerFrameAndAreComparedWithTheFirst()
    {
        (int code, string output) = Run("models", "bench", Prototype, "tritask_288x512", "--runs", "5", "--warm-up", "2", "--width", "320", "--height", "180");

        Assert.Equal(0, code);
        string[][] rows = [.. output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(row => row.Contains("Cpu"))];
        Assert.Equal([Prototype, "tritask_288x512"], rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal("0", row[^1]));
        Assert.Equal("1.00", rows[0][4]);
        Assert.Equal(double.Parse(rows[1][2], CultureInfo.InvariantCulture) / double.Parse(rows[0][2], CultureInfo.InvariantCulture), double.Parse(rows[1][4], CultureInfo.InvariantCulture), 0.01);
    }

    [Fact]
    public void Bench_Preamble_ComparesThreeWays()
    {
        (int code, string output) = Run("models", "bench", Prototype, "--preamble", "--runs", "2", "--warm-up", "1", "--width", "320", "--height", "180");

        Assert.Equal(0, code);
        string row = output.Split('\n').Single(line => line.StartsWith(Prototype, StringComparison.Ordinal));
        Assert.Equal(10, row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Bench_PreambleOfAFileOfSeveralImages_IsNotApplicable()
    {
        using NetworkFolder folder = NetworkFolder.Write(
            new TinyOnnx().Input("image", [2, 3, 4, 8]).Copy("image", "same", [2, 3, 4, 8]).ToArray(),
            "tasks: [lanes]\ndecoder: two-logit-masks\nbatch: 2\n" + NetworkFolder.InputKeys(8, 4) + "outputs: [{name: same, shape: [1, 3, 4, 8]}]\n");

        (int code, string output) = Run("models", "bench", NetworkFolder.Name, "--models", folder.Path, "--preamble", "--runs", "1", "--warm-up", "1");

        Assert.Equal(0, code);
        Assert.Contains("tiny: not applicable, as its file takes exactly 2 images in each run", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_CudaGraphWithTensorRt_SaysSo()
    {
        ValidationException error = Assert.Throws<ValidationException>(() => Run("models", "verify", Prototype, "--providers", "tensorrt,cpu", "--cuda-graph"));

        Assert.StartsWith("cudaGraph: expected no tensorRt among the providers, which keeps one recording for all frames in flight, found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_RecordOnAnotherProvider_IsRefused()
    {
        ProviderException error = Assert.Throws<ProviderException>(() => Run("models", "verify", Prototype, "--record", "--providers", "tensorrt,cpu"));

        Assert.Equal("--record: expected the provider cpu alone, with whose answers those of all are compared, found tensorRt,cpu.", error.Message);
    }

    [Fact]
    public void Verify_ProviderOfNoBuild_SaysWhatTheOptionTakes()
    {
        ParseResult parsed = Root().Parse(["models", "verify", Prototype, "--providers", "cpu,vulkan"]);

        Assert.Equal("--providers: expected cpu, cuda or tensorrt, separated by commas, found 'vulkan'.", Assert.Single(parsed.Errors).Message);
    }

    [Fact]
    public void Verify_ProvidersWithFallback_SaysWhatRan()
    {
        Assert.SkipWhen(ExecutionProviders.IsBuiltIn(ExecutionProvider.Cuda), "this build of ONNX Runtime has CUDA");

        (int code, string output) = Run("models", "verify", Prototype, "--providers", "tensorrt,cuda,cpu");

        Assert.Equal(0, code);
        Assert.StartsWith(Prototype + " on cpu:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_RunsOutOfRange_IsRefused()
    {
        ParseResult parsed = Root().Parse(["models", "bench", Prototype, "--runs", "0"]);

        Assert.Equal("--runs: expected 1 to 100000, found 0.", Assert.Single(parsed.Errors).Message);
    }

    [Fact]
    public void Fetch_NetworkWithoutDownload_Throws() =>
        Assert.Throws<ModelNotFoundException>(() => Run("models", "fetch", "deimv2_atto"));

    private static RootCommand Root() => new() { ModelsCommand.Create(TimeProvider.System) };

    private static (int Code, string Output) Run(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        int code = Root().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return (code, output.ToString());
    }
}
