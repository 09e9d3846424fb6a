using Perception.Inference;
using Perception.Tests.Shared;

namespace Perception.Tests.Inference;

public sealed class EngineCacheTests
{
    private static readonly ResolvedNetwork Prototype = ModelCatalogue.Load([]).Resolve("prototype_tritask_256x448");

    [Fact]
    public void Folder_OtherNetworkPrecisionOrGpu_IsAnother()
    {
        NetworkOptions options = new() { CacheFolder = "/cache" };
        ResolvedNetwork other = Prototype with { Manifest = Prototype.Manifest with { Sha256 = new string('0', 64) } };

        string[] folders =
        [
            EngineCache.Folder(Prototype, options),
            EngineCache.Folder(other, options),
            EngineCache.Folder(Prototype, options with { Fp16 = true }),
            EngineCache.Folder(Prototype, options with { DeviceId = 1 }),
        ];

        Assert.Equal(4, folders.Distinct().Count());
        Assert.All(folders, folder => Assert.StartsWith("/cache/prototype_tritask_256x448-", folder, StringComparison.Ordinal));
        Assert.Equal(folders[0], EngineCache.Folder(Prototype, options));
    }

    [Fact]
    public void HasEngine_FolderWithAndWithoutOne_TellsThem()
    {
        using TemporaryFolder cache = new();
        NetworkOptions options = new() { CacheFolder = cache.At("engines") };
        Assert.False(EngineCache.HasEngine(Prototype, options));
        string folder = Directory.CreateDirectory(EngineCache.Folder(Prototype, options)).FullName;
        Assert.False(EngineCache.HasEngine(Prototype, options));

        File.WriteAllText(Path.Combine(folder, "TensorrtExecutionProvider_main_1_sm90.engine"), "");

        Assert.True(EngineCache.HasEngine(Prototype, options));
    }
}
