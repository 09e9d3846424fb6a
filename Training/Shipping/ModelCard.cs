namespace Training.Shipping;

/// <summary>What people must know of a network before they use it. Empty lists are written as "none recorded".</summary>
public sealed record ModelCard
{
    /// <summary>What the network is and where it comes from, in a sentence or two.</summary>
    public required string Summary { get; init; }

    public IReadOnlyList<CardDataSet> DataSets { get; init; } = [];

    public IReadOnlyList<CardTeacher> Teachers { get; init; } = [];

    /// <summary>How it was trained, by name: minutes, images seen, seed, machine and so on, in the order of the card.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Grouped by table; tables and rows keep the order in which they come first.</summary>
    public IReadOnlyList<CardMetric> Metrics { get; init; } = [];

    /// <summary>Where not to trust it, a sentence each.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    public IReadOnlyList<CardFailure> Failures { get; init; } = [];

    /// <summary>Commands that make the network again, one a line.</summary>
    public IReadOnlyList<string> Reproduce { get; init; } = [];
}
