using MessagePack;

namespace Perception.Client;

/// <summary>A point in pixels of the source image.</summary>
[MessagePackObject]
public readonly record struct PointMessage(
    [property: Key(0)] float X,
    [property: Key(1)] float Y);
