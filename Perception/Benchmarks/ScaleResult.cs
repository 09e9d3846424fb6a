using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perception.Benchmarks;

/// <summary>What <c>perceive bench scale</c> found.</summary>
public sealed record ScaleResult
{
    /// <summary>Distance of the drive's frames, milliseconds.</summary>
    public required double FramePeriodMs { get; init; }

    public required IReadOnlyList<CameraScalePoint> Cameras { get; init; }

    public required SubscriberScale Subscribers { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ScaleJson.Default.ScaleResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ScaleResult))]
internal sealed partial class ScaleJson : JsonSerializerContext;
