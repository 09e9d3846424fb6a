using MessagePack;

namespace Perception.Client;

/// <summary>A point on the road, ego frame, metres; both are null where there is none.</summary>
[MessagePackObject]
public readonly record struct GroundPointMessage(
    [property: Key(0)] float? X,
    [property: Key(1)] float? Y);
