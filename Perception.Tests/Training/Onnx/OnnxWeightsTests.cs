using Perception.Tests.Inference;
using Perception.Tests.Shared;
using Training;
using Training.Onnx;

namespace Perception.Tests.Training.Onnx;

public sealed class OnnxWeightsTests
{
    private static readonly string Prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");

    [Fact]
    public void Read_Prototype_GivesEveryLayer()
    {
        FoldedWeights weights = OnnxWeights.Read(Prototype);

        // The file's float initialisers without the decoder's g and st. Before folding 1,504 more: batch norm has two numbers a channel, a bias one.
        Assert.Equal(736_961, weights.ParameterCount);
        Assert.Equal(65, weights.Names.Length);
        Assert.Equal(2, weights.Classes);
        Assert.Equal([16, 3, 3, 3], weights["stem.weight"].Shape);
        Assert.Equal([80, 48, 3, 3], weights["s3.down.weight"].Shape);
        Assert.Equal([32, 48, 1, 1], weights["t1.weight"].Shape);
        Assert.Equal([8], weights["seg.bias"].Shape);
        Assert.Equal([48, 48, 3, 3], weights["hr.weight"].Shape);
        Assert.Equal([], weights["scale.0"].Shape);

        // The file's own initialiser n.sc.0: the bytes 88 53 81 3f.
        Assert.Equal(BitConverter.Int32BitsToSingle(0x3f815388), weights["scale.0"].Values[0]);
    }

    [Fact]
    public void Read_AnotherNetwork_SaysWhatIsExpected()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("tiny.onnx");
        File.WriteAllBytes(path, new TinyOnnx().Input("image", [1, 3, 4, 4]).Constant("boxes", [1], [1f]).ToArray());

        TrainingException error = Assert.Throws<TrainingException>(() => OnnxWeights.Read(path));

        Assert.Equal($"{path}: expected the three-in-one network's 39 convolutions, found 0.", error.Message);
    }

    [Fact]
    public void Read_TruncatedFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("half.onnx");
        File.WriteAllBytes(path, File.ReadAllBytes(Prototype)[..1_000_000]);

        TrainingException error = Assert.Throws<TrainingException>(() => OnnxWeights.Read(path));

        Assert.StartsWith($"{path}: expected an ONNX file, found none that can be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FoldedWeights_MissingOrMisshapenTensor_IsRefused()
    {
        FoldedWeights weights = OnnxWeights.Read(Prototype);
        Dictionary<string, FoldedTensor> tensors = weights.Names.ToDictionary(name => name, name => weights[name]);

        tensors["cls.bias"] = new FoldedTensor([3], [1, 2, 3]);
        Assert.Equal("test: cls.bias expected [2], found [3].", Assert.Throws<TrainingException>(() => new FoldedWeights("test", tensors)).Message);

        tensors.Remove("cls.bias");
        Assert.Equal("test: expected the weights cls.bias, found none.", Assert.Throws<TrainingException>(() => new FoldedWeights("test", tensors)).Message);
    }
}
