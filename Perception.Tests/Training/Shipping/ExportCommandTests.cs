using Perception.Inference;
using Perception.Tests.Shared;
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

        Assert.Equal(0, ExportCommand.Run(prototype, folder.At("out"), "again", width: null, height: null, replace: false, output));

        Assert.Equal($"{folder.At("out", "again.yaml")}: again, 448 × 256, 2 classes, 736,961 learned numbers.\n", output.ToString());
        NetworkManifest manifest = NetworkManifest.Load(folder.At("out", "again.yaml"));
        NetworkManifest original = NetworkManifest.Load(Path.ChangeExtension(prototype, ".yaml"));
        Assert.Equal(original.Outputs.Select(one => (one.Name, string.Join(',', one.Shape))), manifest.Outputs.Select(one => (one.Name, string.Join(',', one.Shape))));
        GoldenExpectation expected = GoldenExpectation.LoadFor(original)!, found = GoldenExpectation.LoadFor(manifest)!;
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

        ExportCommand.Run(prototype, folder.Path, "large", width: 640, height: 384, replace: false, TextWriter.Null);

        // Cells of 80×48, 40×24 and 20×12.
        Assert.Equal([1, 5040, 4], NetworkManifest.Load(folder.At("large.yaml")).Outputs[0].Shape);
    }
}
