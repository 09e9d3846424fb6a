using System.ComponentModel.DataAnnotations;

namespace Perception.Inference;

/// <summary>How a network is run. Validated when the network is loaded.</summary>
public sealed class NetworkOptions
{
    /// <summary>Threads that compute one run of the network on the processor, the caller's included.</summary>
    [Range(1, 256)]
    public int Threads { get; init; } = 2;

    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Providers to take, in this order, where <see cref="Provider"/> cannot be had. Empty: that is an error.</summary>
    public IReadOnlyList<ExecutionProvider> Fallback { get; init; } = [];

    /// <summary>Number of the GPU.</summary>
    [Range(0, 63)]
    public int DeviceId { get; init; }

    /// <summary>Lets TensorRT compute in half precision.</summary>
    public bool Fp16 { get; init; }

    /// <summary>Records the CUDA launches of one run and replays them for each later one. For networks of fixed shape that run wholly on CUDA.</summary>
    public bool CudaGraph { get; init; }

    /// <summary>
    /// Whether idle worker threads wait for work by spinning. That takes latency off a network that has the processor to
    /// itself, and steals time from everything else where it has not.
    /// </summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Whether the graph is optimised when it is loaded.</summary>
    public bool OptimiseGraph { get; init; } = true;

    /// <summary>Where TensorRT keeps its engines and timings; null: the user's cache folder.</summary>
    public string? CacheFolder { get; init; }
}
