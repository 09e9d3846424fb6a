using System.Globalization;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>Adds CUDA or TensorRT to a session, each with its own stream and, for TensorRT, caches on disk.</summary>
internal static class GpuProviders
{
    private const string On = "1";
    private const string Off = "0";

    public static void Append(SessionOptions session, ResolvedNetwork network, NetworkOptions options, ExecutionProvider provider)
    {
        if (provider == ExecutionProvider.TensorRt)
        {
            using OrtTensorRTProviderOptions tensorRt = new();
            tensorRt.UpdateOptions(TensorRtOptions(network, options));
            session.AppendExecutionProvider_Tensorrt(tensorRt);
        }

        if (provider is ExecutionProvider.TensorRt or ExecutionProvider.Cuda)
        {
            using OrtCUDAProviderOptions cuda = new();
            cuda.UpdateOptions(CudaOptions(options));
            session.AppendExecutionProvider_CUDA(cuda);
        }
    }

    /// <summary>
    /// The folder of one network's engines. Its name holds the hash of the network, the options and the ONNX Runtime version;
    /// TensorRT itself adds the GPU's compute capability to the engine's file name and refuses an engine of another version.
    /// </summary>
    internal static string EngineFolder(ResolvedNetwork network, NetworkOptions options)
    {
        string root = options.CacheFolder
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "perception", "engines");
        string key = string.Join('|', network.Manifest.Sha256, DriverVersion(), OrtEnv.Instance().GetVersionString(), options.DeviceId, options.Fp16);
        string digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
        return Path.Combine(root, $"{network.Manifest.Name}-{digest[..16]}");
    }

    private static string DriverVersion()
    {
        const string VersionFile = "/proc/driver/nvidia/version";
        return File.Exists(VersionFile) ? File.ReadAllText(VersionFile) : "unknown driver";
    }

    private static Dictionary<string, string> TensorRtOptions(ResolvedNetwork network, NetworkOptions options)
    {
        string folder = EngineFolder(network, options);
        Directory.CreateDirectory(folder);
        return new Dictionary<string, string>
        {
            ["device_id"] = options.DeviceId.ToString(CultureInfo.InvariantCulture),
            ["trt_fp16_enable"] = options.Fp16 ? On : Off,
            ["trt_engine_cache_enable"] = On,
            ["trt_engine_cache_path"] = folder,
            ["trt_timing_cache_enable"] = On,
            ["trt_timing_cache_path"] = folder,
            ["trt_cuda_graph_enable"] = options.CudaGraph ? On : Off,
        };
    }

    private static Dictionary<string, string> CudaOptions(NetworkOptions options) => new()
    {
        ["device_id"] = options.DeviceId.ToString(CultureInfo.InvariantCulture),
        ["do_copy_in_default_stream"] = Off,
        ["cudnn_conv_algo_search"] = "EXHAUSTIVE",
        ["use_tf32"] = Off,
    };
}
