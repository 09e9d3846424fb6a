using Fusion.Lanes;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Detectors;
using Perception.Inference;
using Perception.Lanes;
using Perception.Tests.Shared;
using Perception.Tests.Training.Onnx;
using Training;
using Training.Onnx;
using Training.Shipping;

namespace Perception.Tests.Training.Shipping;

public sealed class ModelShipperTests
{
    private const string Name = "small_tritask";

    [Fact]
    public void Ship_ThreeClasses_GivesANetworkThatTheServiceRuns()
    {
        using TemporaryFolder folder = new();

        ModelShipper.Ship(SmallWeights.Random(classes: 3, seed: 7), Card(), Options(folder.At("models")));

        ResolvedNetwork resolved = ModelCatalogue.Load([folder.At("models")]).Resolve(Name);
        Assert.Equal([ObjectClass.Vehicle, ObjectClass.Pedestrian, ObjectClass.TwoWheeler], resolved.Manifest.Classes.OrderBy(pair => pair.Key).Select(pair => pair.Value));
        using Network network = Network.Load(resolved, new NetworkOptions());
        using Mat frame = GoldenFrame.Draw();
        using NetworkBinding binding = network.CreateBinding(frame.Width, frame.Height);
        binding.Preprocess(frame);
        network.Run(binding);
        IObjectDecoder objects = DecoderRegistry.Standard.CreateObjectDecoder(network)!;
        Assert.InRange(objects.Decode(binding, new Detection[256]), 1, 256);
        IMaskDecoder masks = DecoderRegistry.Standard.CreateMaskDecoder(network)!;
        SegmentationMask mask = masks.CreateMask(binding);

        // 960 × 540 keeps its aspect in 96 × 64: rows 5 to 59, the masks' rows 2 to 30.
        Assert.Equal((48, 28), (mask.Width, mask.Height));
        using GoldenGuard guard = new(network, GoldenExpectation.LoadFor(resolved.Manifest)!, new GoldenOptions());
        GoldenResult golden = guard.Check();
        Assert.True(golden.IsMatch, golden.Message);
    }

    [Fact]
    public void Ship_NewFolder_HoldsTheNetworksFilesAndNoOthers()
    {
        using TemporaryFolder folder = new();
        string picture = folder.Write("seen.png", "a picture");

        ModelShipper.Ship(SmallWeights.Random(2, 7), Card() with { Failures = [new CardFailure("Takes bins for cars.", picture)] }, Options(folder.At("models")));

        string[] files = [.. Directory.EnumerateFiles(folder.At("models"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.At("models"), file)).Order(StringComparer.Ordinal)];
        Assert.Equal([$"golden/{Name}.yaml", $"pictures/{Name}/1.png", $"{Name}.md", $"{Name}.onnx", $"{Name}.yaml"], files);
        Assert.Equal("a picture", File.ReadAllText(folder.At("models", "pictures", Name, "1.png")));
        Assert.Equal(2, Directory.EnumerateDirectories(folder.At("models")).Count());
    }

    [Fact]
    public void Ship_Card_SaysEverything()
    {
        using TemporaryFolder folder = new();
        string picture = folder.Write("seen.png", "a picture");
        ModelCard card = Card() with
        {
            DataSets = [new CardDataSet("KITTI | object", "CC-BY-NC-SA-3.0", "https://www.cvlibs.net", "test", 7481)],
            Teachers = [new CardTeacher("yolox_nano", "Apache-2.0", "https://example.org", "vehicles")],
            Settings = [new("minutes", "90"), new("seed", "1")],
            Metrics = [new("Objects", "AP50", "61.5"), new("Road", "IoU", "88.0"), new("Objects", "AR", "70.1")],
            Limits = ["Night is unknown to it."],
            Failures = [new CardFailure("Takes [some] bins for cars.", picture), new CardFailure("Misses trams.")],
            Reproduce = ["./train run --seed 1"],
        };

        ModelShipper.Ship(SmallWeights.Random(2, 7), card, Options(folder.At("models")));

        string text = File.ReadAllText(folder.At("models", $"{Name}.md"));
        Assert.StartsWith($"# {Name}\nA small network.\n", text, StringComparison.Ordinal);
        Assert.Contains("| objects | vehicles, pedestrians |\n", text, StringComparison.Ordinal);
        Assert.Contains("| KITTI \\| object | CC-BY-NC-SA-3.0 | https://www.cvlibs.net | test | 7,481 |\n", text, StringComparison.Ordinal);
        Assert.Contains("| yolox_nano | Apache-2.0 | https://example.org | vehicles |\n", text, StringComparison.Ordinal);
        Assert.Contains("## Training\n|  |  |\n| --- | --- |\n| minutes | 90 |\n| seed | 1 |\n", text, StringComparison.Ordinal);
        Assert.Contains("| Objects |  |\n| --- | --- |\n| AP50 | 61.5 |\n| AR | 70.1 |\n\n| Road |  |\n| --- | --- |\n| IoU | 88.0 |\n", text, StringComparison.Ordinal);
        Assert.Contains("## Limits\n- Night is unknown to it.\n", text, StringComparison.Ordinal);
        Assert.Contains($"- Takes [some] bins for cars.\n\n  ![Takes (some) bins for cars.](pictures/{Name}/1.png)\n- Misses trams.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("## How to make it again\n```\n./train run --seed 1\n```\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Ship_NameThatIsThere_IsRefusedUnlessReplaced()
    {
        using TemporaryFolder folder = new();
        ModelShipper.Ship(SmallWeights.Random(2, 7), Card(), Options(folder.Path));
        string first = File.ReadAllText(folder.At($"{Name}.yaml"));

        TrainingException error = Assert.Throws<TrainingException>(() => ModelShipper.Ship(SmallWeights.Random(2, 8), Card(), Options(folder.Path)));

        Assert.Equal($"{folder.At($"{Name}.yaml")}: expected no network of that name yet, found one.", error.Message);
        Assert.Equal(first, File.ReadAllText(folder.At($"{Name}.yaml")));
        ModelShipper.Ship(SmallWeights.Random(2, 8), Card(), Options(folder.Path, replace: true));
        Assert.NotEqual(first, File.ReadAllText(folder.At($"{Name}.yaml")));
    }

    [Fact]
    public void Ship_Faults_LeaveNothingBehind()
    {
        using TemporaryFolder folder = new();
        FoldedWeights weights = SmallWeights.Random(2, 7);

        Assert.Contains("found 100 × 64", Message(Card(), Options(folder.At("models"), width: 100)), StringComparison.Ordinal);
        Assert.Equal("Shipping 'a b': A network's name expected letters, digits, _ and - alone.", Message(Card(), Options(folder.At("models"), name: "a b")));
        Assert.Equal("Shipping '': A network's name expected letters, digits, _ and - alone.", Message(Card(), Options(folder.At("models"), name: "")));
        Assert.Equal("gone.png: expected a picture of the failure 'x', found none.", Message(Card() with { Failures = [new("x", "gone.png")] }, Options(folder.At("models"))));
        Assert.False(Directory.Exists(folder.At("models")));

        string Message(ModelCard card, ShippingOptions options) => Assert.Throws<TrainingException>(() => ModelShipper.Ship(weights, card, options)).Message;
    }

    private static ModelCard Card() => new() { Summary = "A small network." };

    private static ShippingOptions Options(string folder, int width = 96, string name = Name, bool replace = false) =>
        new() { Folder = folder, Name = name, Width = width, Height = 64, Replace = replace };
}
