using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Perception.Inference;

/// <summary>Where TensorRT keeps the engines that it has built, which takes minutes each.</summary>
public static class EngineCache
{
    private const string DriverFile = "/proc/driver/nvidia/version";
    private const string GpuFolder = "/proc/driver/nvidia/gpus";
    private const string ModelKey = "Model:";

    /// <summary>
    /// The folder of one network's engines and timings. Its name holds the hash of the network, the GPU's model and number, the driver, the
    /// ONNX Runtime version and the precision; TensorRT itself refuses an engine of another version of its own.
    /// </summary>
    public static string Folder(ResolvedNetwork network, NetworkOptions options)
    {
        string root = options.CacheFolder
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "perception", "engines");
        string[] key =
        [
            network.Manifest.Sha256,
            Gpus(),
            File.Exists(DriverFile) ? File.ReadAllText(DriverFile) : "unknown driver",
            ExecutionProviders.RuntimeVersion(),
            options.DeviceId.ToString(CultureInfo.InvariantCulture),
            options.Fp16 ? "half" : "full",
        ];
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', key))));
        return Path.Combine(root, $"{network.Manifest.Name}-{digest[..16]}");
    }

    /// <summary>Whether an engine is there, so that loading the network takes no minutes.</summary>
    public static bool HasEngine(ResolvedNetwork network, NetworkOptions options)
    {
        string folder = Folder(network, options);
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.engine").Any();
    }

    private static string Gpus() => Directory.Exists(GpuFolder)
        ? string.Join(';', Directory.EnumerateFiles(GpuFolder, "information", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines)
            .Where(line => line.StartsWith(ModelKey, StringComparison.Ordinal)))
        : "unknown GPU";
}
