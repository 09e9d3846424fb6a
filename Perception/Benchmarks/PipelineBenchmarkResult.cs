using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench pipeline</c> found.</summary>
public sealed record PipelineBenchmarkResult
{
    /// <summary>Frames a second of the whole pipeline, publishing to one subscriber.</summary>
    public required double PipelineFps { get; init; }

    /// <summary>Frames a second of the bare networks one after the other, two threads each.</summary>
    public required double BareSequentialFps { get; init; }

    /// <summary>Frames a second of the bare networks side by side, one thread each.</summary>
    public required double BareBestFps { get; init; }

    public required double RatioToSequential { get; init; }

    public required double RatioToBest { get; init; }

    /// <summary>Against <see cref="WorkLimitFps"/>.</summary>
    public required double RatioToWorkLimit { get; init; }

    /// <summary>Cores divided by the processor time that everything a frame takes needs, each stage measured alone on one thread.</summary>
    public required double WorkLimitFps { get; init; }

    /// <summary>That processor time by stage, milliseconds a frame.</summary>
    public required IReadOnlyDictionary<string, double> WorkMsPerFrame { get; init; }

    /// <summary>Processor time of the whole pipeline, milliseconds a frame; the subscriber's is its own process's.</summary>
    public required double PipelineCpuMsPerFrame { get; init; }

    /// <inheritdoc cref="PipelineCpuMsPerFrame"/>
    public required double SubscriberCpuMsPerFrame { get; init; }

    /// <summary>Managed heap after the warm-up, whole process, at full speed and with nobody subscribed: from capture to publish. Null where too few frames came out to tell.</summary>
    public required double? AllocatedBytesPerFrame { get; init; }

    /// <summary>The same at the drive's own rate with a subscriber: NetMQ's thread allocates for what it sends.</summary>
    public required double? AllocatedBytesPerFrameWithSubscriber { get; init; }

    /// <summary>Capture to publish at the drive's own rate.</summary>
    public required double P50Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    public required double P99Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    public required double MaxMs { get; init; }

    /// <summary>Frames dropped at the drive's own rate.</summary>
    public required long CameraRateDrops { get; init; }

    public required double RssMb { get; init; }

    /// <summary>Median time in each stage at the drive's own rate.</summary>
    public required IReadOnlyDictionary<string, double> StagesMs { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, PipelineBenchmarkJson.Default.PipelineBenchmarkResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DictionaryKeyPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PipelineBenchmarkResult))]
internal sealed partial class PipelineBenchmarkJson : JsonSerializerContext;
