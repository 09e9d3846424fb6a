using System.Reflection;
using System.Text.RegularExpressions;
using Perception.Tests.Shared;

namespace Perception.Tests.Architecture;

/// <summary>Dependencies run one way: Perception → Fusion → Sensors; each outside library has its room.</summary>
public sealed partial class DependencyTests
{
    private static readonly Assembly Sensors = typeof(global::Sensors.Sources.IFrameSource).Assembly;
    private static readonly Assembly Fusion = typeof(global::Fusion.Tracking.Detection).Assembly;
    private static readonly Assembly Client = typeof(Perception.Client.WorldMessage).Assembly;
    private static readonly Assembly Service = typeof(Perception.Pipeline.PerceptionPipeline).Assembly;

    [Fact]
    public void Sensors_References_NoneOfOurs()
    {
        Assert.Empty(OursReferencedBy(Sensors));
    }

    [Fact]
    public void Fusion_References_SensorsOnlyAndNoNativeLibrary()
    {
        Assert.Equal(["Sensors"], OursReferencedBy(Fusion));
        string[] foreign = ["OpenCvSharp", "Microsoft.ML.OnnxRuntime", "NetMQ", "MessagePack", "YamlDotNet"];
        Assert.DoesNotContain(Fusion.GetReferencedAssemblies(), name => foreign.Contains(name.Name));
    }

    [Fact]
    public void Labelling_References_FusionAndSensorsOnlyAndNoNetworkRuntime()
    {
        Assert.Subset(new HashSet<string> { "Fusion", "Sensors" }, OursReferencedBy(typeof(global::Labelling.Sets.LabelSet).Assembly).ToHashSet());
        Assert.DoesNotContain(typeof(global::Labelling.Sets.LabelSet).Assembly.GetReferencedAssemblies(), name => name.Name == "Microsoft.ML.OnnxRuntime");
    }

    [Fact]
    public void Client_References_NoneOfOurs()
    {
        Assert.Empty(OursReferencedBy(Client));
    }

    [Fact]
    public void Perception_References_AllOfOurs()
    {
        Assert.Superset(new HashSet<string> { "Fusion", "Perception.Client", "Sensors" }, OursReferencedBy(Service).ToHashSet());
    }

    [Fact]
    public void Perception_References_NothingOfTheTraining()
    {
        Assert.DoesNotContain(Service.GetReferencedAssemblies(), name => name.Name is "train" or "TorchSharp");
    }

    [Theory]
    [InlineData("Microsoft.ML.OnnxRuntime", "Inference")]
    [InlineData("NetMQ", "Publishing")]
    [InlineData("MessagePack", "Publishing")]
    [InlineData("OpenTelemetry", "Diagnostics")]
    public void Library_InPerception_IsUsedInItsFolderOnly(string library, string folder)
    {
        string project = Path.Combine(Repository.Root, "Perception");
        Regex use = new($@"^\s*(global\s+)?using\s+(static\s+)?([\w.]+\s*=\s*)?{Regex.Escape(library)}\b", RegexOptions.Multiline);
        string[] outside = [.. SourceFiles(project)
            .Where(path => use.IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(project, path))
            .Where(path => !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))];
        Assert.Empty(outside);
    }

    private static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(path => !BuildOutput().IsMatch(path));

    private static string[] OursReferencedBy(Assembly assembly)
    {
        string[] ours = ["Sensors", "Fusion", "Perception.Client", "perceive", "Simulation", "Evaluation"];
        return [.. assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(ours.Contains).Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]")]
    private static partial Regex BuildOutput();
}
