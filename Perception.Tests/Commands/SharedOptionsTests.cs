using Perception.Commands;
using Perception.Pipeline;
using Perception.Tests.Shared;

namespace Perception.Tests.Commands;

public sealed class SharedOptionsTests
{
    [Fact]
    public void LoadNetworks_TwoManifestsOfOneFile_RunsBoth()
    {
        const string File = "prototype_tritask_256x448";
        using TemporaryFolder folder = new();
        string models = Path.Combine(Repository.Root, "models");
        System.IO.File.Copy(Path.Combine(models, File + ".onnx"), folder.At(File + ".onnx"));
        string manifest = System.IO.File.ReadAllText(Path.Combine(models, File + ".yaml"));
        folder.Write("a.yaml", manifest.Replace($"name: {File}", "name: a", StringComparison.Ordinal));
        folder.Write("b.yaml", manifest.Replace($"name: {File}", "name: b", StringComparison.Ordinal));

        using NetworkSet both = SharedOptions.LoadNetworks(new NetworkChoice { Models = folder.Path, Detector = "a", Lanes = "b" }, _ => 1);
        using NetworkSet one = SharedOptions.LoadNetworks(new NetworkChoice { Models = folder.Path, Detector = "a", Lanes = "a" }, _ => 1);

        Assert.Equal(("a", "b"), (both.Objects.Manifest.Name, both.Lanes.Manifest.Name));
        Assert.Same(one.Objects, one.Lanes);
    }
}
