using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Inference;

public sealed class ModelCatalogueTests
{
    private static readonly string LaneKeys = "tasks: [lanes]\ndecoder: two-logit-masks\n" + NetworkFolder.InputKeys(4, 4) + "outputs: [{name: da, shape: [1, 2, 4, 4]}]\n";

    [Fact]
    public void Load_ProjectManifests_AllHaveTheirDecoders()
    {
        ModelCatalogue catalogue = ModelCatalogue.Load([]);

        Assert.Contains("yolox_nano_384x640", catalogue.Manifests.Select(manifest => manifest.Name));
        Assert.All(catalogue.Manifests, manifest => Assert.Contains(manifest.Decoder, DecoderRegistry.Standard.Names));
        Assert.All(catalogue.Manifests, manifest => Assert.Equal(manifest.Name + ".yaml", Path.GetFileName(manifest.ManifestPath)));
    }

    [Fact]
    public void DefaultFor_SharedModels_TakesThePublishedNetworks()
    {
        ModelCatalogue catalogue = ModelCatalogue.Load([SharedFolder.Require("models")]);

        Assert.Equal("yolox_nano_384x640", catalogue.DefaultFor(NetworkTask.Objects).Manifest.Name);
        Assert.Equal("twinlitenetplus_small_192x320", catalogue.DefaultFor(NetworkTask.Lanes).Manifest.Name);
    }

    [Fact]
    public void Resolve_UnknownName_NamesTheKnownOnes()
    {
        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => ModelCatalogue.Load([]).Resolve("yolo_huge"));

        Assert.Contains("'yolo_huge'", error.Message, StringComparison.Ordinal);
        Assert.Contains("prototype_tritask_256x448", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_FileNotHere_SaysWhereToGetIt()
    {
        using NetworkFolder folder = NetworkFolder.Write([], LaneKeys);
        File.Delete(folder.OnnxPath);

        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(folder.Resolve);

        Assert.Contains("tiny.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains("made in the test (MIT)", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFolder_Throws() => Assert.Throws<ModelNotFoundException>(() => ModelCatalogue.Load(["/nowhere/there"]));

    [Fact]
    public void Resolve_OtherManifestThatCannotBeRead_IsNotStoppedByIt()
    {
        using NetworkFolder folder = NetworkFolder.Write([], LaneKeys);
        File.WriteAllText(Path.Combine(folder.Path, "other.yaml"), "name: broken\nfile: [\n");
        File.WriteAllText(Path.Combine(folder.Path, "nameless.yaml"), "file: here.onnx\n");
        File.WriteAllText(Path.Combine(folder.Path, "fileless.yaml"), "name: without\n");

        ModelCatalogue catalogue = ModelCatalogue.Load([folder.Path]);

        Assert.Equal(folder.OnnxPath, catalogue.Resolve("tiny").Path);
        Assert.Equal(["fileless.yaml", "nameless.yaml", "other.yaml"], catalogue.Unread.Select(FileOf));
        foreach ((string name, string file) in (ReadOnlySpan<(string, string)>)[("without", "fileless.yaml"), ("nameless", "nameless.yaml"), ("broken", "other.yaml")])
        {
            Assert.Equal(file, FileOf(Assert.Throws<ManifestException>(() => catalogue.Resolve(name))));
        }

        Assert.Throws<ManifestException>(() => catalogue.Select([]));
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void Resolve_ManifestThatCannotBeRead_TakesThePlaceOfALaterOneOnly(string broken)
    {
        using NetworkFolder folder = NetworkFolder.Write([], LaneKeys);
        using TemporaryFolder other = new();
        other.Write("tiny.yaml", "name: tiny\n");

        ModelCatalogue catalogue = ModelCatalogue.Load(broken == "first" ? [other.Path, folder.Path] : [folder.Path, other.Path]);

        Assert.Equal("tiny.yaml", FileOf(Assert.Single(catalogue.Unread)));
        if (broken == "first")
        {
            Assert.Contains(other.Path, Assert.Throws<ManifestException>(() => catalogue.Resolve("tiny")).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(folder.ManifestPath, catalogue.Resolve("tiny").Manifest.ManifestPath);
        }
    }

    [Fact]
    public void DefaultFor_PreferredManifestThatCannotBeRead_ThrowsInsteadOfTakingTheNext()
    {
        using TemporaryFolder folder = new();
        folder.Write("mine.yaml", "name: yolox_nano_384x640\n");

        ModelCatalogue catalogue = ModelCatalogue.Load([folder.Path]);

        Assert.Contains("mine.yaml", Assert.Throws<ManifestException>(() => catalogue.DefaultFor(NetworkTask.Objects)).Message, StringComparison.Ordinal);
        Assert.NotNull(catalogue.DefaultFor(NetworkTask.Lanes));
    }

    [Fact]
    public void Load_TwoManifestsOfOneName_Throws()
    {
        using NetworkFolder folder = NetworkFolder.Write([], LaneKeys);
        File.Copy(folder.ManifestPath, Path.Combine(folder.Path, "copy.yaml"));

        ManifestException error = Assert.Throws<ManifestException>(() => ModelCatalogue.Load([folder.Path]));

        Assert.Contains("'tiny'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The file that a fault's sentence begins with.</summary>
    private static string FileOf(ManifestException fault) => Path.GetFileName(fault.Message.Split(':')[0].Split(',')[0]);
}
