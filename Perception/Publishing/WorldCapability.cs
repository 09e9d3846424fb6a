namespace Perception.Publishing;

/// <summary>What a frame was processed with. Immutable: made once, used for many frames.</summary>
public sealed record WorldCapability
{
    public required bool Objects { get; init; }

    public required bool Lanes { get; init; }

    public required bool Drivable { get; init; }

    /// <summary>Why this is less than was configured, as one sentence; null where it is not.</summary>
    public string? DegradedReason { get; init; }

    /// <summary>The networks that ran, as indices into the networks that <c>hello</c> lists.</summary>
    public required IReadOnlyList<int> Networks { get; init; }
}
