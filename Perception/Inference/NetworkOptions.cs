using System.ComponentModel.DataAnnotations;

namespace Perception.Inference;

/// <summary>How a network is run. Validated when the network is loaded.</summary>
public sealed record NetworkOptions : IValidatableObject
{
    /// <summary>Threads of a run where nothing else is said.</summary>
    public const int DefaultThreads = 2;

    /// <summary>The most threads of a run.</summary>
    public const int MostThreads = 256;

    /// <summary>Threads that compute one run of the network on the processor, the caller's included; null leaves it to the program.</summary>
    [Range(1, MostThreads)]
    public int? Threads { get; init; }

    /// <summary><see cref="Threads"/>, or what is taken where they are not stated.</summary>
    public int ThreadsOrDefault => Threads ?? DefaultThreads;

    /// <summary>
    /// What computes the network: the first is what is asked for, each further one a fallback where those before it cannot be
    /// had. If none can be had, that is an error.
    /// </summary>
    public IReadOnlyList<ExecutionProvider> Providers { get; init; } = [ExecutionProvider.Cpu];

    /// <summary>Number of the GPU.</summary>
    [Range(0, 63)]
    public int DeviceId { get; init; }

    /// <summary>Lets TensorRT compute in half precision; a fallback computes in full precision.</summary>
    public bool Fp16 { get; init; }

    /// <summary>Records CUDA's launches of one run and replays them for each later one. For networks of fixed shape that run wholly on the GPU, and not with TensorRT.</summary>
    public bool CudaGraph { get; init; }

    /// <summary>
    /// Whether idle worker threads wait for work by spinning. That takes latency off a network that has the processor to
    /// itself, and steals time from everything else where it has not.
    /// </summary>
    public bool AllowSpinning { get; init; }

    public GraphOptimisation Optimisation { get; init; } = GraphOptimisation.All;

    /// <summary>Where TensorRT keeps its engines and timings; null: perception/engines in the user's data folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Refuses what could have no effect: it would be taken for granted and not be there.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Providers.Count == 0)
        {
            yield return Fault("providers", "at least one provider", "none");
            yield break;
        }

        if (Providers.Distinct().Count() != Providers.Count)
        {
            yield return Fault("providers", "each provider once", string.Join(", ", Providers.Select(ExecutionProviders.Name)));
        }

        if (Fp16 && !Providers.Contains(ExecutionProvider.TensorRt))
        {
            yield return Fault("fp16", "tensorRt among the providers, which alone computes in half precision", string.Join(", ", Providers.Select(ExecutionProviders.Name)));
        }

        if (CacheFolder is not null && !Providers.Contains(ExecutionProvider.TensorRt))
        {
            yield return Fault("engineCache", "tensorRt among the providers, which alone keeps engines", string.Join(", ", Providers.Select(ExecutionProviders.Name)));
        }

        if (CudaGraph && Providers[0] == ExecutionProvider.Cpu)
        {
            yield return Fault("cudaGraph", "a GPU as the first provider", string.Join(", ", Providers.Select(ExecutionProviders.Name)));
        }
        else if (CudaGraph && Providers.Contains(ExecutionProvider.TensorRt))
        {
            // ONNX Runtime keeps one recording for a whole session of TensorRT: each frame would be answered with another one's.
            yield return Fault("cudaGraph", "no tensorRt among the providers, which keeps one recording for all frames in flight", string.Join(", ", Providers.Select(ExecutionProviders.Name)));
        }
    }

    private static ValidationResult Fault(string name, string expected, string found) => new($"{name}: expected {expected}, found {found}", [name]);
}
