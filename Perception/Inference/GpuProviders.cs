using System.Globalization;
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

    private static Dictionary<string, string> TensorRtOptions(ResolvedNetwork network, NetworkOptions options)
    {
        string folder = EngineCache.Folder(network, options);
        Directory.CreateDirectory(folder);
        Dictionary<string, string> chosen = new()
        {
            ["device_id"] = options.DeviceId.ToString(CultureInfo.InvariantCulture),
            ["trt_fp16_enable"] = options.Fp16 ? On : Off,
            ["trt_engine_cache_enable"] = On,
            ["trt_engine_cache_path"] = folder,
            ["trt_timing_cache_enable"] = On,
            ["trt_timing_cache_path"] = folder,
        };
        if (network.Manifest.MaxBatch > 1)
        {
            // One engine for every number of images, best at the most; a file of a fixed batch ignores the others.
            chosen["trt_profile_min_shapes"] = Shapes(network.Manifest, images: 1);
            chosen["trt_profile_opt_shapes"] = Shapes(network.Manifest, network.Manifest.MaxBatch);
            chosen["trt_profile_max_shapes"] = Shapes(network.Manifest, network.Manifest.MaxBatch);
        }

        return chosen;
    }

    private static string Shapes(NetworkManifest manifest, int images) => string.Join(
        ',', manifest.ExtraInputs.Select(input => input.Tensor).Prepend(manifest.Input.Tensor).Select(tensor => $"{tensor.Name}:{string.Join('x', tensor.Of(images).Shape)}"));

    // Every session has a stream of its own, for computing and copying, as long as it is given none.
    private static Dictionary<string, string> CudaOptions(NetworkOptions options) => new()
    {
        ["device_id"] = options.DeviceId.ToString(CultureInfo.InvariantCulture),
        ["enable_cuda_graph"] = options.CudaGraph ? On : Off,
        ["cudnn_conv_algo_search"] = "EXHAUSTIVE",
        ["use_tf32"] = Off,
    };
}
