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

    /// <summary>Cores divided by the seconds that one thread needs for everything a frame takes.</summary>
    public required double WorkLimitFps { get; init; }

    /// <summary>Managed heap, whole process, after the warm-up.</summary>
    public required double AllocatedBytesPerFrame { get; init; }

    /// <summary>Capture to publish at the drive's own rate.</summary>
    public required double P50Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    public required double P99Ms { get; init; }

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
