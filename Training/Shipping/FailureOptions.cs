using System.ComponentModel.DataAnnotations;

namespace Training.Shipping;

/// <summary>Which failures a card shows.</summary>
public sealed record FailureOptions
{
    /// <summary>Most pictures, each of another scene.</summary>
    [Range(0, 32)]
    public int Count { get; init; } = 4;

    /// <summary>Least score of a detection.</summary>
    [Range(0.001, 1)]
    public float LeastScore { get; init; } = 0.4f;

    /// <summary>Least intersection over union by which a detection finds an object of its class, and share of it inside an ignored one that excuses it.</summary>
    [Range(0.01, 1)]
    public float LeastOverlap { get; init; } = 0.5f;

    /// <summary>Objects lower than this share of the image's height are not held against the network.</summary>
    [Range(0, 1)]
    public float LeastHeight { get; init; } = 0.04f;

    /// <summary>Columns of a picture, pixels.</summary>
    [Range(64, 4096)]
    public int PictureWidth { get; init; } = 640;
}
