using Perception.Pipeline;
using Sensors.Sources;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench pipeline</c> measures.</summary>
public sealed record PipelineBenchmarkRequest
{
    /// <summary>Opens the drive at its first frame; the caller disposes it.</summary>
    public required Func<IFrameSource> OpenDrive { get; init; }

    /// <summary>Loads the networks with so many threads each; the caller disposes them.</summary>
    public required Func<int, NetworkSet> LoadNetworks { get; init; }

    /// <summary>How often the three ways are measured in turn.</summary>
    public int Rounds { get; init; } = 3;
}
