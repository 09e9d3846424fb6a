using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>What the ONNX Runtime that this program was built with can do.</summary>
public static class RuntimeCatalogue
{
    public static string Version => OrtEnv.Instance().GetVersionString();

    /// <summary>Execution providers compiled into the native library, in its own words; whether one starts is only known when it is asked for.</summary>
    public static IReadOnlyList<string> Providers => OrtEnv.Instance().GetAvailableProviders();
}
