using Perception.Inference;
using Perception.Service;

namespace Perception.Commands;

/// <summary>Which networks a run loads, and how they run.</summary>
internal sealed record NetworkChoice
{
    /// <summary>Folder beside the project's own, or null.</summary>
    public string? Models { get; init; }

    /// <summary>Name, or null for the default.</summary>
    public string? Detector { get; init; }

    /// <summary>Name, or null for the default.</summary>
    public string? Lanes { get; init; }

    /// <summary>What may run in their place under load.</summary>
    public LoadSection Load { get; init; } = new() { Options = null };

    public NetworkOptions DetectorOptions { get; init; } = new();

    public NetworkOptions LaneOptions { get; init; } = new();

    /// <summary>Those of a configuration.</summary>
    public static NetworkChoice Of(ServiceConfiguration configuration) => new()
    {
        Models = configuration.Models,
        Detector = configuration.Detector,
        Lanes = configuration.Lanes,
        DetectorOptions = configuration.DetectorOptions,
        LaneOptions = configuration.LaneOptions,
        Load = configuration.LoadShedding,
    };
}
