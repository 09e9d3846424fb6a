using Microsoft.ML.OnnxRuntime;
using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Inference;

public sealed class NodePlacementTests : IDisposable
{
    private const string Profile = """
        [
        {"cat" : "Session","pid" :1,"tid" :1,"dur" :5,"ts" :3,"ph" : "X","name" :"model_run","args" : {}},
        {"cat" : "Node","pid" :1,"tid" :1,"dur" :5,"ts" :3,"ph" : "X","name" :"conv_fence_before","args" : {"op_name" : "Conv"}},
        {"cat" : "Node","pid" :1,"tid" :1,"dur" :5,"ts" :3,"ph" : "X","name" :"conv_kernel_time","args" : {"provider" : "CUDAExecutionProvider","op_name" : "Conv"}},
        {"cat" : "Node","pid" :1,"tid" :1,"dur" :5,"ts" :3,"ph" : "X","name" :"nms_kernel_time","args" : {"provider" : "CPUExecutionProvider","op_name" : "NonMaxSuppression"}},
        {"cat" : "Node","pid" :1,"tid" :1,"dur" :5,"ts" :9,"ph" : "X","name" :"conv_kernel_time","args" : {"provider" : "CUDAExecutionProvider","op_name" : "Conv"}},
        {"cat" : "Node","pid" :1,"tid" :1,"dur" :5,"ts" :3,"ph" : "X","name" :"relu_kernel_time","args" : {"provider" : "CUDAExecutionProvider","op_name" : "Relu"}}
        ]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NodesOnTwoProviders_CountsEachOnceAndNamesTheProcessors()
    {
        NodePlacement placement = NodePlacement.Read(_folder.Write("profile.json", Profile));

        Assert.Equal([new("CPUExecutionProvider", 1), new("CUDAExecutionProvider", 2)], placement.Nodes);
        Assert.Equal(1, placement.OnProcessor);
        Assert.Equal("1 of 3 nodes run on CPUExecutionProvider; on the processor: NonMaxSuppression", placement.Elsewhere(ExecutionProvider.Cuda));
    }

    [Fact]
    public void Read_SomethingElse_IsOneSentence()
    {
        string path = _folder.Write("profile.json", "{}");

        Assert.StartsWith($"{path}: expected a profile of ONNX Runtime, found:", Assert.Throws<InferenceException>(() => NodePlacement.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_RealSessionOnTheProcessor_CountsItsNodes()
    {
        byte[] onnx = new TinyOnnx().Input("image", [1, 3, 4, 8]).Unary("Sigmoid", "image", "road", [1, 3, 4, 8]).Unary("Softplus", "road", "lines", [1, 3, 4, 8]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, "tasks: [lanes]\ndecoder: two-logit-masks\n" + NetworkFolder.InputKeys(8, 4)
            + "outputs: [{name: road, shape: [1, 3, 4, 8]}, {name: lines, shape: [1, 3, 4, 8]}]\n");

        NodePlacement placement = PlacementProbe.Measure(folder.Resolve(), new NetworkOptions { Threads = 1 }, ExecutionProvider.Cpu);

        Assert.Equal([new("CPUExecutionProvider", 2)], placement.Nodes);
        Assert.Equal(["Sigmoid", "Softplus"], placement.ProcessorOperators);
        Assert.Null(placement.Elsewhere(ExecutionProvider.Cpu));
    }

    [Fact]
    public void Measure_FileThatIsNotWhatItsManifestSays_SaysSoWithoutARun()
    {
        byte[] onnx = new TinyOnnx().Input("picture", [1, 3, 4, 8]).Copy("picture", "road", [1, 3, 4, 8]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, "tasks: [lanes]\ndecoder: two-logit-masks\n" + NetworkFolder.InputKeys(8, 4) + "outputs: [{name: road, shape: [1, 3, 4, 8]}]\n");

        ModelContractException error = Assert.Throws<ModelContractException>(() => PlacementProbe.Measure(folder.Resolve(), new NetworkOptions { Threads = 1 }, ExecutionProvider.Cpu));

        Assert.Equal($"{folder.OnnxPath}: expected an input 'image', found picture.", error.Message);
    }

    [Fact]
    public void Explain_NodesLeftToTheProcessorAndNotAllowed_SaysHowToAllowIt()
    {
        // ONNX Runtime's own refusal: nothing but its default provider, which may not be fallen back to.
        byte[] onnx = new TinyOnnx().Input("image", [1, 3, 4, 8]).Unary("Sigmoid", "image", "road", [1, 3, 4, 8]).ToArray();
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        options.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        OnnxRuntimeException error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(onnx, options));

        string sentence = RuntimeFault.Explain(ExecutionProvider.Cuda, 0, error.Message);

        Assert.StartsWith("single nodes of the network would run on the processor; list cpu behind it among the providers to allow that", sentence, StringComparison.Ordinal);
    }
}
