using Fusion.Tracking;
using Perception.Inference;
using Perception.Tests.Shared;
using Perception.Tests.Training.Onnx;
using Training;
using Training.Onnx;
using Training.Shipping;

namespace Perception.Tests.Training.Shipping;

public sealed class ExportCommandTests
{
    [Fact]
    public void Run_Prototype_AnswersTheGoldenFrameAsTheOriginal()
    {
        using TemporaryFolder folder = new();
        string prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");
        using StringWriter output = new();

        Assert.Equal(0, ExportCommand.Run(prototype, new ShippingOptions { Folder = folder.At("out"), Name = "again", Width = 448, Height = 256 }, null, (0.5, 0.5, 0.5), [], output));

        Assert.Equal($"{folder.At("out", "again.yaml")}: again, 448 × 256, 2 classes, 736,961 learned numbers.\n", output.ToString());
        NetworkManifest manifest = NetworkManifest.Load(folder.At("out", "again.yaml"));
        NetworkManifest original = NetworkManifest.Load(Path.ChangeExtension(prototype, ".yaml"));
        Assert.Equal(original.Outputs.Select(one => (one.Name, string.Join(',', one.Shape))), manifest.Outputs.Select(one => (one.Name, string.Join(',', one.Shape))));
        Assert.Equal(original.Input.Tensor.Shape, manifest.Input.Tensor.Shape);

        // The prototype is shown a frame stretched, what is exported now is not.
        using Network network = Network.Load(new ResolvedNetwork(original with { Input = manifest.Input }, prototype), new NetworkOptions());
        GoldenExpectation expected = GoldenExpectation.Record(network), found = GoldenExpectation.LoadFor(manifest)!;
        foreach ((GoldenOutput one, GoldenOutput other) in expected.Outputs.Zip(found.Outputs))
        {
            // Six digits are stored.
            Assert.All(one.Samples.Zip(other.Samples), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2e-5 * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    [Fact]
    public void Run_AnotherSize_IsWrittenForIt()
    {
        using TemporaryFolder folder = new();
        string prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");

        ExportCommand.Run(prototype, new ShippingOptions { Folder = folder.Path, Name = "large", Width = 640, Height = 384 }, null, (0.5, 0.5, 0.5), [], TextWriter.Null);

        // Cells of 80×48, 40×24 and 20×12.
        Assert.Equal([1, 5040, 4], NetworkManifest.Load(folder.At("large.yaml")).Outputs[0].Shape);
    }

    [Fact]
    public void Run_Mix_ShipsWhatLiesBetweenAndNamesBoth()
    {
        using TemporaryFolder folder = new();
        string prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");
        ShippingOptions options = new() { Folder = folder.Path, Name = "shifted", Width = 448, Height = 256 };
        ExportCommand.Run(prototype, options, null, (0.5, 0.5, 0.6), [], TextWriter.Null);
        float from = OnnxWeights.Read(prototype)["cls.bias"].Values[0], to = OnnxWeights.Read(folder.At("shifted.onnx"))["cls.bias"].Values[0];

        ExportCommand.Run(prototype, options with { Name = "mixed" }, null, (0.5, 0.5, 0.5), [], TextWriter.Null, (folder.At("shifted.onnx"), 0.25));

        Assert.Equal((0.75 * from) + (0.25 * to), OnnxWeights.Read(folder.At("mixed.onnx"))["cls.bias"].Values[0], 1e-5);
        string card = File.ReadAllText(folder.At("mixed.md"));
        Assert.Contains("mixed with a share of 0.25 of those of shifted.onnx", card, StringComparison.Ordinal);
        Assert.Contains("--mix shifted.onnx --mix-share 0.25", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MaskThreshold_BecomesOneHalf()
    {
        FoldedWeights weights = SmallWeights.Random(classes: 3, seed: 2);

        FoldedWeights shifted = ProbabilityCalibration.ShiftMask(weights, mask: 1, threshold: 0.2);

        // A probability of 0.2 has the logit ln(0.2 / 0.8); it must come out as 0. The first four channels are the other mask's.
        Assert.Equal(weights["seg.bias"].Values[..4].ToArray(), shifted["seg.bias"].Values[..4].ToArray());
        for (int channel = 4; channel < 8; channel++)
        {
            Assert.Equal(weights["seg.bias"].Values[channel] - Math.Log(0.25), shifted["seg.bias"].Values[channel], 1e-5);
        }
    }

    [Fact]
    public void Run_VehicleThreshold_MovesVehiclesAlone()
    {
        using TemporaryFolder folder = new();
        string prototype = Path.Combine(Repository.Root, "models", "prototype_tritask_256x448.onnx");
        FoldedWeights weights = OnnxWeights.Read(prototype);

        ExportCommand.Run(
            prototype, new ShippingOptions { Folder = folder.Path, Name = "shifted", Width = 448, Height = 256, VehicleTrackingScore = 0.7 }, null, (0.5, 0.5, 0.6), [], TextWriter.Null);

        FoldedWeights shifted = OnnxWeights.Read(folder.At("shifted.onnx"));
        Assert.Equal(weights["cls.bias"].Values[0] - Math.Log(0.6 / 0.4), shifted["cls.bias"].Values[0], 1e-5);
        Assert.Equal(weights["cls.bias"].Values[1], shifted["cls.bias"].Values[1]);
        Assert.Equal(weights["seg.bias"].Values.ToArray(), shifted["seg.bias"].Values.ToArray());
        Assert.Equal([new(ObjectClass.Vehicle, 0.7f)], NetworkManifest.Load(folder.At("shifted.yaml")).TrackingScores);
    }

    [Fact]
    public void Card_WrittenAndRead_IsTheSame()
    {
        using TemporaryFolder folder = new();
        ModelCard card = new()
        {
            Summary = "s", DataSets = [new CardDataSet("a", "MIT", "here", "training", 3)], Settings = [new("seed", "1")], Metrics = [new CardMetric("t", "r", "0.5")], Limits = ["l"],
        };

        CardFile.Write(folder.At("card.json"), card);
        ModelCard read = CardFile.Read(folder.At("card.json"));

        Assert.Equal(card.DataSets, read.DataSets);
        Assert.Equal(card.Settings, read.Settings);
        Assert.Equal(card.Metrics, read.Metrics);
        Assert.Equal(card.Limits, read.Limits);
    }

    [Fact]
    public void Card_NoJson_IsRefused()
    {
        using TemporaryFolder folder = new();

        Assert.Contains("expected a model card as JSON", Assert.Throws<TrainingException>(() => CardFile.Read(folder.Write("card.json", "{ \"odd\": 1 }"))).Message);
    }
}
