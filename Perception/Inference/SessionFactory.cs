using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference;

/// <summary>Opens ONNX Runtime sessions on the first of the listed providers that can be had.</summary>
internal static class SessionFactory
{
    /// <returns>
    /// The session, checked; what runs it; how many images each run takes, 1 where the file leaves it open; why that provider is not the first of
    /// the list (null where it is); and where its nodes run (null on the processor).
    /// </returns>
    /// <exception cref="ProviderException">None of the providers can be had.</exception>
    /// <exception cref="ModelContractException">The file is not an ONNX network that this ONNX Runtime can run, or not what its manifest says.</exception>
    public static (InferenceSession Session, ExecutionProvider Provider, int FixedBatch, string? FallbackReason, NodePlacement? Placement) Open(
        ResolvedNetwork network, NetworkOptions options)
    {
        List<ProviderException> missing = [];
        foreach (ExecutionProvider provider in options.Providers)
        {
            try
            {
                using GpuGate.Turn turn = GpuGate.Process.Work(provider);

                // The probe's session is gone before the one that serves is opened: the GPU need not hold the network twice.
                NodePlacement? placement = provider == ExecutionProvider.Cpu ? null : PlacementProbe.Measure(network, options, provider);
                InferenceSession session = Open(network, options, provider);
                try
                {
                    int fixedBatch = NetworkContract.Check(session, network, options, provider);
                    return (session, provider, fixedBatch, missing.Count == 0 ? null : Sentence(missing), placement);
                }
                catch
                {
                    session.Dispose();
                    throw;
                }
            }
            catch (ProviderException error)
            {
                missing.Add(error);
            }
        }

        throw new ProviderException(Sentence(missing), missing[0]);
    }

    private static string Sentence(List<ProviderException> missing) => string.Join("; ", missing.Select(error => error.Message.TrimEnd('.'))) + ".";

    /// <param name="network">Its file is opened, and its name and hash used in messages and caches.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="provider">What is to run it.</param>
    /// <param name="onnx">The network itself where it is not as in its file.</param>
    /// <param name="profilePrefix">Beginning of the path of a profile of its runs; null makes none.</param>
    /// <exception cref="ProviderException">The provider cannot be had.</exception>
    /// <exception cref="ModelContractException">It is not an ONNX network that this ONNX Runtime can run.</exception>
    public static InferenceSession Open(ResolvedNetwork network, NetworkOptions options, ExecutionProvider provider, byte[]? onnx = null, string? profilePrefix = null)
    {
        if (!ExecutionProviders.IsBuiltIn(provider))
        {
            string available = string.Join(", ", ExecutionProviders.BuiltIn());
            throw new ProviderException(
                $"{network.Manifest.Name}: the provider {ExecutionProviders.Name(provider)} was asked for, but this build of ONNX Runtime has only {available}; build with -p:OnnxRuntime=Gpu or Local.");
        }

        using SessionOptions session = new()
        {
            IntraOpNumThreads = options.ThreadsOrDefault,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            LogId = network.Manifest.Name,
            GraphOptimizationLevel = Level(options.Optimisation),
        };
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        if (provider != ExecutionProvider.Cpu && !options.Providers.Contains(ExecutionProvider.Cpu))
        {
            session.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        }

        if (profilePrefix is not null)
        {
            session.ProfileOutputPathPrefix = profilePrefix;
            session.EnableProfiling = true;
        }

        try
        {
            GpuProviders.Append(session, network, options, provider);
            return onnx is null ? new InferenceSession(network.Path, session) : new InferenceSession(onnx, session);
        }
        catch (OnnxRuntimeException error) when (provider != ExecutionProvider.Cpu && !RuntimeFault.IsOfFile(error.Message))
        {
            throw new ProviderException($"{network.Manifest.Name}: the provider {ExecutionProviders.Name(provider)} cannot be had: {RuntimeFault.Explain(provider, options.DeviceId, error.Message)}.", error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelContractException($"{network.Path}: expected an ONNX network that ONNX Runtime can run, found '{RuntimeFault.OneLine(error.Message)}'.", error);
        }
    }

    private static GraphOptimizationLevel Level(GraphOptimisation optimisation) => optimisation switch
    {
        GraphOptimisation.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
        GraphOptimisation.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        GraphOptimisation.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
    };
}
