using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>Opens ONNX Runtime sessions on the provider that was asked for, or on the first listed fallback that can be had.</summary>
internal static class SessionFactory
{
    /// <exception cref="ProviderException">None of the providers can be had.</exception>
    /// <exception cref="ModelContractException">The file is not an ONNX network that this ONNX Runtime can run.</exception>
    public static (InferenceSession Session, ExecutionProvider Provider) Open(ResolvedNetwork network, NetworkOptions options)
    {
        ProviderException? first = null;
        foreach (ExecutionProvider provider in options.Fallback.Prepend(options.Provider))
        {
            try
            {
                return (Open(network, options, provider), provider);
            }
            catch (ProviderException error)
            {
                first ??= error;
            }
        }

        throw first!;
    }

    private static InferenceSession Open(ResolvedNetwork network, NetworkOptions options, ExecutionProvider provider)
    {
        if (!ExecutionProviders.IsBuiltIn(provider))
        {
            string available = string.Join(", ", ExecutionProviders.BuiltIn());
            throw new ProviderException(
                $"{network.Manifest.Name}: the provider {provider} was asked for, but this build of ONNX Runtime has only {available}; build with -p:OnnxRuntime=Gpu or Local.");
        }

        using SessionOptions session = new()
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            LogId = network.Manifest.Name,
            GraphOptimizationLevel = options.OptimiseGraph ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        try
        {
            GpuProviders.Append(session, network, options, provider);
            return new InferenceSession(network.Path, session);
        }
        catch (OnnxRuntimeException error) when (provider != ExecutionProvider.Cpu && !IsFileFault(error))
        {
            throw new ProviderException($"{network.Manifest.Name}: the provider {provider} cannot be had: {OneLine(error.Message)}.", error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelContractException($"{network.Path}: expected an ONNX network that ONNX Runtime can run, found '{OneLine(error.Message)}'.", error);
        }
    }

    private static bool IsFileFault(OnnxRuntimeException error) =>
        error.Message.Contains("ErrorCode:InvalidProtobuf", StringComparison.Ordinal) || error.Message.Contains("ErrorCode:InvalidGraph", StringComparison.Ordinal);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
