using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Inference;

public sealed class GoldenGuardTests
{
    private const string Prototype = "prototype_tritask_256x448";

    [Fact]
    public void Check_ShippedNetwork_AnswersAsStored()
    {
        GoldenResult result = Check(ModelCatalogue.Load([]).Resolve(Prototype));

        Assert.True(result.IsMatch, result.Message);
    }

    [Fact]
    public void Check_ManifestThatLiesAboutColourOrder_IsCaught()
    {
        ResolvedNetwork network = ModelCatalogue.Load([]).Resolve(Prototype);

        GoldenResult result = Check(WithInput(network, network.Manifest.Input with { Colour = InputColour.Bgr }));

        Assert.False(result.IsMatch);
        Assert.StartsWith(Prototype + " on cpu: for the golden frame the output", result.Message, StringComparison.Ordinal);
        Assert.Contains("check colour order", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ManifestThatLiesAboutScaling_IsCaught()
    {
        ResolvedNetwork network = ModelCatalogue.Load([]).Resolve(Prototype);

        Assert.False(Check(WithInput(network, network.Manifest.Input with { Scale = [0.0039f, 0.0039f, 0.0039f] })).IsMatch);
    }

    [Theory]
    [InlineData("yolox_nano_384x640")]
    [InlineData("yolox_nano_416x416")]
    [InlineData("yolox_nano_256x448")]
    [InlineData("deimv2_femto")]
    [InlineData("deimv2_atto")]
    [InlineData("fastestdet")]
    [InlineData("twinlitenetplus_small_192x320")]
    [InlineData("twinlitenetplus_small_256x416")]
    [InlineData("twinlitenetplus_small_384x640")]
    [InlineData("twinlitenetplus_nano_192x320")]
    [InlineData("road_segmentation_adas_0001_256x448")]
    public void Check_EveryPublishedNetwork_MatchesAndCatchesTheOtherColourOrder(string name)
    {
        ResolvedNetwork network = ModelCatalogue.Load([SharedFolder.Require("models")]).Resolve(name);
        InputColour other = network.Manifest.Input.Colour == InputColour.Bgr ? InputColour.Rgb : InputColour.Bgr;

        GoldenResult right = Check(network);
        GoldenResult wrong = Check(WithInput(network, network.Manifest.Input with { Colour = other }));

        Assert.True(right.IsMatch, right.Message);
        Assert.False(wrong.IsMatch);

        // Beyond what half precision on a GPU is allowed.
        Assert.InRange(wrong.RelativeDifference, 0.1, 100);
    }

    [Fact]
    public void Check_AnswerWithInfinity_IsCaught()
    {
        using NetworkFolder right = YoloxFolder.Write([1, 2, 3]);
        using NetworkFolder wrong = YoloxFolder.Write([1, float.PositiveInfinity, 3]);

        GoldenResult result = CheckAgainst(right, wrong);

        Assert.False(result.IsMatch);
        Assert.Contains("holds NaN or infinity", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EmptyAnswer_IsCaught()
    {
        using NetworkFolder right = YoloxFolder.Write([.. Enumerable.Range(0, YoloxFolder.Anchors * YoloxFolder.RowLength).Select(i => (float)i)]);
        using NetworkFolder wrong = YoloxFolder.Write([]);

        GoldenResult result = CheckAgainst(right, wrong);

        Assert.False(result.IsMatch);
        Assert.Contains("is empty: 0 everywhere", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_ExpectationOfAnotherFile_Throws()
    {
        using NetworkFolder first = YoloxFolder.Write([1]);
        using NetworkFolder second = YoloxFolder.Write([2]);
        using Network one = first.Load();
        using Network other = second.Load();
        GoldenExpectation expectation = GoldenExpectation.Record(one);

        Assert.Throws<ModelContractException>(() => new GoldenGuard(other, expectation, new GoldenOptions()));
    }

    [Fact]
    public void LoadFor_AfterSave_GivesTheSame()
    {
        using NetworkFolder folder = YoloxFolder.Write([1.5f, -2e-7f, 3e9f]);
        using Network network = folder.Load();
        GoldenExpectation recorded = GoldenExpectation.Record(network);

        recorded.Save(GoldenExpectation.PathFor(network.Manifest));
        GoldenExpectation loaded = GoldenExpectation.LoadFor(network.Manifest)!;

        Assert.Equal(recorded.Sha256, loaded.Sha256);
        Assert.Equal(recorded.Outputs[0].Samples, loaded.Outputs[0].Samples);
    }

    private static ResolvedNetwork WithInput(ResolvedNetwork network, ImageInput input) => network with { Manifest = network.Manifest with { Input = input } };

    private static GoldenResult Check(ResolvedNetwork resolved)
    {
        using Network network = Network.Load(resolved, new NetworkOptions());
        using GoldenGuard guard = new(network, GoldenExpectation.LoadFor(resolved.Manifest)!, new GoldenOptions());
        return guard.Check();
    }

    // As if a provider computed something else for the same file.
    private static GoldenResult CheckAgainst(NetworkFolder right, NetworkFolder wrong)
    {
        using Network expected = right.Load();
        GoldenExpectation recorded = GoldenExpectation.Record(expected);
        using Network found = wrong.Load();
        recorded.Save(GoldenExpectation.PathFor(found.Manifest));
        string stored = GoldenExpectation.PathFor(found.Manifest);
        File.WriteAllText(stored, File.ReadAllText(stored).Replace(expected.Manifest.Sha256, found.Manifest.Sha256, StringComparison.Ordinal));
        using GoldenGuard guard = new(found, GoldenExpectation.LoadFor(found.Manifest)!, new GoldenOptions());
        return guard.Check();
    }
}
