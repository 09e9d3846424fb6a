using System.ComponentModel.DataAnnotations;
using Fusion.Tracking;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Inference;
using Perception.Tests.Shared;
using static Perception.Tests.Inference.CopyNetwork;

namespace Perception.Tests.Inference;

[Collection(Alone.Name)]
public sealed class NetworkTests
{
    [Fact]
    public void Load_NotOnnx_SaysSo()
    {
        using NetworkFolder folder = NetworkFolder.Write("this is no network"u8.ToArray(), CopyKeys("[1, 3, 4, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.StartsWith(folder.OnnxPath + ": expected an ONNX network", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Load_TruncatedOnnx_Throws()
    {
        byte[] onnx = Copy().ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx[..(onnx.Length / 2)], CopyKeys("[1, 3, 4, 8]"));

        Assert.Throws<ModelContractException>(folder.Load);
    }

    [Fact]
    public void Load_UnknownOpset_SaysWhatOnnxRuntimeFound()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().Opset(9999).ToArray(), CopyKeys("[1, 3, 4, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Contains("9999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherOutputShape_SaysExpectedAndFound()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 84, 8400]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Equal($"{folder.OnnxPath}: same expected [1,84,8400] float, found [1,3,4,8] float.", error.Message);
    }

    [Fact]
    public void Load_OtherInputName_NamesTheOnesFound()
    {
        byte[] onnx = new TinyOnnx().Input("picture", ImageShape).Copy("picture", "same", ImageShape).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, CopyKeys("[1, 3, 4, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Contains("expected an input 'image', found picture", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_InputThatTheManifestDoesNotKnow_Throws()
    {
        byte[] onnx = Copy().Int64Input("sizes", [1, 2]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, CopyKeys("[1, 3, 4, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Contains("found also sizes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DynamicOutputOfAnotherSize_IsFoundByRunningIt()
    {
        byte[] onnx = new TinyOnnx().Input("image", ImageShape).Copy("image", "same", [1, 3, -1, 8]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, CopyKeys("[1, 3, 5, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Contains("expected [1,3,5,8] float, found [1,3,4,8]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherInputShape_SaysExpectedAndFound()
    {
        int[] shape = [1, 3, 4, 16];
        using NetworkFolder folder = NetworkFolder.Write(new TinyOnnx().Input("image", shape).Copy("image", "same", shape).ToArray(), CopyKeys("[1, 3, 4, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Equal($"{folder.OnnxPath}: image expected [1,3,4,8] float, found [1,3,4,16] float.", error.Message);
    }

    [Fact]
    public void Load_OtherInputType_SaysExpectedAndFound()
    {
        byte[] onnx = new TinyOnnx().Int64Input("image", ImageShape).Constant("same", ImageShape, new float[96]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, CopyKeys("[1, 3, 4, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Contains("image expected [1,3,4,8] float, found [1,3,4,8] int64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DynamicInput_RunsAtTheManifestsShape()
    {
        int[] open = [-1, 3, -1, -1];
        using NetworkFolder folder = NetworkFolder.Write(new TinyOnnx().Input("image", open).Copy("image", "same", open).ToArray(), CopyKeys("[1, 3, 4, 8]"));
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(8, 4);
        binding.Input.Fill(7);

        network.Run(binding);

        Assert.Equal(-1, binding.Output(0).IndexOfAnyExcept(7f));
    }

    [Fact]
    public void Load_DynamicNetworkThatCannotRunAtTheManifestsShape_SaysSo()
    {
        // Multiplying a matrix of 4 × 8 by itself cannot be.
        byte[] onnx = new TinyOnnx().Input("image", [-1, 3, -1, -1]).Square("image", "same", [-1, 3, -1, -1]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, CopyKeys("[1, 3, 4, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.StartsWith(folder.OnnxPath + ": expected a network that runs on [1,3,4,8] float, found:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Probe_RunThatFailsOnAGpu_BlamesTheProviderSoThatTheNextIsTried()
    {
        // The processor's session refuses the run, as a GPU without room or kernels does; what is asked is whom the sentence blames.
        byte[] onnx = new TinyOnnx().Input("image", [-1, 3, -1, -1]).Square("image", "same", [-1, 3, -1, -1]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, CopyKeys("[1, 3, 4, 8]"));
        using InferenceSession session = new(folder.OnnxPath);

        ProviderException error = Assert.Throws<ProviderException>(
            () => NetworkContract.Probe(session, folder.Resolve(), 1, new NetworkOptions(), ExecutionProvider.Cuda));

        Assert.StartsWith("tiny: the provider cuda fails on running [1,3,4,8] float: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void CreateBinding_MemoryThatTheGpuDoesNotGive_IsOneSentence()
    {
        // A session of the processor has no memory that a GPU copies to and from: ONNX Runtime refuses it as it refuses memory that is full.
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 3, 4, 8]"));
        using Network network = new(folder.Resolve(), new NetworkOptions(), new InferenceSession(folder.OnnxPath), ExecutionProvider.Cuda, null, 1);

        foreach (Action create in new Action[] { () => network.CreateBinding(8, 4), () => network.CreateBatch() })
        {
            InferenceException error = Assert.Throws<InferenceException>(create);
            Assert.StartsWith("tiny: making the memory of its runs failed on cuda: ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void Load_OperatorThatOnnxRuntimeLacks_NamesIt()
    {
        byte[] onnx = new TinyOnnx().Input("image", ImageShape).Unary("NoSuchOperator", "image", "same", ImageShape).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(onnx, CopyKeys("[1, 3, 4, 8]"));

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.StartsWith(folder.OnnxPath, error.Message, StringComparison.Ordinal);
        Assert.Contains("NoSuchOperator", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EveryCutOfAFile_ThrowsOneSentence()
    {
        byte[] onnx = Copy().ToArray();
        for (int length = 0; length < onnx.Length; length += 7)
        {
            using NetworkFolder folder = NetworkFolder.Write(onnx[..length], CopyKeys("[1, 3, 4, 8]"));
            ModelContractException error = Assert.Throws<ModelContractException>(() => folder.Load().Dispose());
            Assert.StartsWith(folder.OnnxPath, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void Load_OtherHash_SaysBoth()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 3, 4, 8]"));
        File.AppendAllText(folder.OnnxPath, " ");

        ModelContractException error = Assert.Throws<ModelContractException>(folder.Load);

        Assert.Matches("expected SHA-256 [0-9a-f]{64}, found [0-9a-f]{64}", error.Message);
    }

    [Fact]
    public void Load_ProviderThatThisBuildLacks_NamesItAndTheOnesItHas()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 3, 4, 8]"));
        Assert.SkipWhen(Has(ExecutionProvider.TensorRt), "this build of ONNX Runtime has TensorRT");

        ProviderException error = Assert.Throws<ProviderException>(() => Network.Load(folder.Resolve(), new NetworkOptions { Providers = [ExecutionProvider.TensorRt] }));

        Assert.Contains("tensorRt", error.Message, StringComparison.Ordinal);
        Assert.Contains("CPUExecutionProvider", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ProviderThatThisBuildLacksWithFallback_SaysWhatRuns()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 3, 4, 8]"));
        Assert.SkipWhen(Has(ExecutionProvider.TensorRt), "this build of ONNX Runtime has TensorRT");

        using Network network = Network.Load(folder.Resolve(), new NetworkOptions { Providers = [ExecutionProvider.TensorRt, ExecutionProvider.Cuda, ExecutionProvider.Cpu] });

        Assert.Equal(ExecutionProvider.Cpu, network.Provider);
        Assert.Contains("the provider tensorRt was asked for", network.FallbackReason, StringComparison.Ordinal);
        Assert.Contains("the provider cuda was asked for", network.FallbackReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OptionOutOfRange_Throws()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 3, 4, 8]"));

        Assert.EndsWith("(found 0).", Assert.Throws<ValidationException>(() => Network.Load(folder.Resolve(), new NetworkOptions { Threads = 0 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TwoBindingsAtOnce_EachGetsItsOwnAnswer()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 3, 4, 8]"));
        using Network network = folder.Load();

        Parallel.For(0, 8, seed =>
        {
            using NetworkBinding binding = network.CreateBinding(8, 4);
            for (int run = 0; run < 50; run++)
            {
                binding.Input.Fill((seed * 100) + run);
                network.Run(binding);
                Assert.Equal(-1, binding.Output(0).IndexOfAnyExcept((seed * 100f) + run));
            }
        });
    }

    [Fact]
    public void Run_BindingOfAnotherNetwork_Throws()
    {
        using NetworkFolder folder = NetworkFolder.Write(Copy().ToArray(), CopyKeys("[1, 3, 4, 8]"));
        using Network network = folder.Load();
        using Network other = folder.Load();
        using NetworkBinding binding = other.CreateBinding(8, 4);

        Assert.Throws<ArgumentException>(() => network.Run(binding));
    }

    [Fact]
    public void Decode_AnswerWithNaN_NamesNetworkOutputAndValue()
    {
        using NetworkFolder folder = YoloxFolder.Write([float.NaN]);
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(64, 64);
        IObjectDecoder decoder = DecoderRegistry.Standard.CreateObjectDecoder(network)!;
        network.Run(binding);

        InferenceException error = Assert.Throws<InferenceException>(() => decoder.Decode(binding, new Detection[4]));

        Assert.Equal("tiny: output output expected finite numbers, found NaN at 0 and 1 not finite of 588.", error.Message);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    public void Decode_MasksOfAnAnswerThatIsNotFinite_NameNetworkAndOutput(float value)
    {
        float[] answer = new float[2 * 4 * 8];
        answer[37] = value;
        byte[] onnx = new TinyOnnx().Input("image", ImageShape).Constant("road", [1, 2, 4, 8], answer).Constant("lines", [1, 2, 4, 8], new float[64]).ToArray();
        using NetworkFolder folder = NetworkFolder.Write(
            onnx, Keys + NetworkFolder.InputKeys(8, 4) + "outputs: [{name: road, shape: [1, 2, 4, 8]}, {name: lines, shape: [1, 2, 4, 8]}]\n");
        using Network network = folder.Load();
        using NetworkBinding binding = network.CreateBinding(8, 4);
        Perception.Lanes.IMaskDecoder decoder = DecoderRegistry.Standard.CreateMaskDecoder(network)!;
        network.Run(binding);

        InferenceException error = Assert.Throws<InferenceException>(() => decoder.Decode(binding, decoder.CreateMask(binding), decoder.CreateMask(binding)));

        Assert.StartsWith("tiny: output road expected finite numbers, found", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFrameToDetections_SteadyState_AllocatesNothing()
    {
        using Network network = Network.Load(ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448"), new NetworkOptions { Threads = 1 });
        using NetworkBinding binding = network.CreateBinding(640, 360);
        using Mat image = new(360, 640, MatType.CV_8UC3, new Scalar(90, 110, 100));
        IObjectDecoder objects = DecoderRegistry.Standard.CreateObjectDecoder(network)!;
        Perception.Lanes.IMaskDecoder masks = DecoderRegistry.Standard.CreateMaskDecoder(network)!;
        Fusion.Lanes.SegmentationMask drivable = masks.CreateMask(binding);
        Fusion.Lanes.SegmentationMask laneLines = masks.CreateMask(binding);
        Detection[] detections = new Detection[64];
        void Frame()
        {
            binding.Preprocess(image);
            network.Run(binding);
            objects.Decode(binding, detections);
            masks.Decode(binding, drivable, laneLines);
        }

        Frame();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Frame();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool Has(ExecutionProvider provider) => ExecutionProviders.IsBuiltIn(provider);
}
