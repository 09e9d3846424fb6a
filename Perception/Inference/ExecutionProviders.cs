using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>Which execution providers this build of ONNX Runtime carries. Whether one works shows only when a network is loaded.</summary>
public static class ExecutionProviders
{
    /// <summary>Names as ONNX Runtime gives them.</summary>
    public static IReadOnlyList<string> BuiltIn() => OrtEnv.Instance().GetAvailableProviders();

    public static bool IsBuiltIn(ExecutionProvider provider) => BuiltIn().Contains(RuntimeName(provider));

    /// <summary>ONNX Runtime's version.</summary>
    public static string RuntimeVersion() => OrtEnv.Instance().GetVersionString();

    /// <summary>A provider's name wherever a user reads it: options, configuration, messages, sentences.</summary>
    public static string Name(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cpu => "cpu",
        ExecutionProvider.Cuda => "cuda",
        ExecutionProvider.TensorRt => "tensorRt",
        _ => throw new ArgumentOutOfRangeException(nameof(provider)),
    };

    /// <summary>ONNX Runtime's own name of a provider.</summary>
    internal static string RuntimeName(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cpu => "CPUExecutionProvider",
        ExecutionProvider.Cuda => "CUDAExecutionProvider",
        ExecutionProvider.TensorRt => "TensorrtExecutionProvider",
        _ => throw new ArgumentOutOfRangeException(nameof(provider)),
    };
}
