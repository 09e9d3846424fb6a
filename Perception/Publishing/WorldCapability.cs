namespace Perception.Publishing;

/// <summary>What every frame of a source is processed with. Immutable: made once, used for many frames.</summary>
public sealed record WorldCapability
{
    public required bool Objects { get; init; }

    public required bool Lanes { get; init; }

    public required bool Drivable { get; init; }

    /// <summary>The networks that ran, as indices into the networks that <c>hello</c> lists.</summary>
    public required IReadOnlyList<int> Networks { get; init; }
}
