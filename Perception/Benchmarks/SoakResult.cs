using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench soak</c> found; memory and allocations without the warm-up.</summary>
public sealed record SoakResult
{
    public required double Minutes { get; init; }

    public required long FramesPublished { get; init; }

    public required double FramesPerSecond { get; init; }

    /// <summary>Every cause that there was, with its count.</summary>
    public required IReadOnlyDictionary<string, long> FramesDropped { get; init; }

    /// <summary>Capture to publish.</summary>
    public required double P50Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    public required double P99Ms { get; init; }

    /// <inheritdoc cref="P50Ms"/>
    public required double MaxMs { get; init; }

    /// <summary>After the warm-up.</summary>
    public required double RssMbFirst { get; init; }

    public required double RssMbLast { get; init; }

    /// <summary>Slope of the line of least squares through the resident memory, 10⁶ bytes an hour.</summary>
    public required double RssSlopeMbPerHour { get; init; }

    /// <summary>Managed heap, whole process, with hello, health and these samples.</summary>
    public required double AllocatedBytesPerFrame { get; init; }

    /// <summary>Garbage collections of any generation in the whole run.</summary>
    public required int Collections { get; init; }

    public required IReadOnlyList<SoakSample> Samples { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, SoakJson.Default.SoakResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DictionaryKeyPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SoakResult))]
internal sealed partial class SoakJson : JsonSerializerContext;
