using Simulation.Roads;
using Simulation.Traffic;

namespace Simulation.Scenarios;

/// <summary>What a drive is about. Immutable.</summary>
public sealed record Scenario
{
    public required string Name { get; init; }

    public required RoadStyle Road { get; init; }

    public required Weather Weather { get; init; }

    public RoadPathOptions Path { get; init; } = new();

    /// <summary>Lanes in each direction: at least, at most.</summary>
    public (int Low, int High) Lanes { get; init; } = (1, 1);

    /// <summary>The ego car's speed on a free road, m/s.</summary>
    public float Speed { get; init; } = 27f;

    /// <summary>Vehicles for each kilometre and lane.</summary>
    public float Density { get; init; } = 16f;

    /// <summary>Share of lorries and buses.</summary>
    public float HeavyShare { get; init; } = 0.14f;

    /// <summary>Share of motorcycles.</summary>
    public float MotorcycleShare { get; init; } = 0.035f;

    /// <summary>Walkers and cyclists for each kilometre.</summary>
    public float People { get; init; }

    /// <summary>Share of the kerb with parked cars.</summary>
    public float Parking { get; init; }

    /// <summary>What happens, seconds from the start.</summary>
    public IReadOnlyList<(float Time, TrafficEvent Event)> Events { get; init; } = [];

    /// <summary>From one hump that shakes the ego car to the next, metres; 0 without humps.</summary>
    public float HumpDistance { get; init; }

    /// <summary>The camera sees the bonnet.</summary>
    public bool Bonnet { get; init; }
}
