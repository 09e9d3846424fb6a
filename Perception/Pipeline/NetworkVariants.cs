using Perception.Inference;

namespace Perception.Pipeline;

/// <summary>Networks that run in the place of the configured ones while the load is shed; each may be missing.</summary>
public sealed record NetworkVariants
{
    /// <summary>Finds objects in <see cref="Region"/> alone: its input is smaller than the configured network's, its view narrower.</summary>
    public Network? RegionObjects { get; init; }

    /// <summary>Where <see cref="RegionObjects"/> looks.</summary>
    public ImageRegion Region { get; init; } = new(0, 0, 1, 1);

    public Network? LighterObjects { get; init; }

    public Network? LighterLanes { get; init; }

    internal IEnumerable<Network> All => new[] { RegionObjects, LighterObjects, LighterLanes }.OfType<Network>();
}
