using Simulation.Roads;
using Simulation.Traffic;

namespace Simulation.Scenarios;

/// <summary>The scenarios that <c>perceive simulate</c> knows, by name.</summary>
public static class ScenarioCatalog
{
    private static readonly (float, TrafficEvent)[] CutIns = [(2.5f, TrafficEvent.CutIn), (11f, TrafficEvent.CutIn), (20f, TrafficEvent.CutIn), (29f, TrafficEvent.CutIn)];
    private static readonly (float, TrafficEvent)[] Brakes = [(3f, TrafficEvent.HardBrake), (12f, TrafficEvent.HardBrake), (21f, TrafficEvent.HardBrake)];
    private static readonly RoadPathOptions UrbanPath = new() { MaximumCurvature = 1f / 500f, MaximumGrade = 0.012f, StraightShare = 0.6f, BankPerCurvature = 0f, MaximumBank = 0f };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new() { Name = "highway", Road = RoadStyle.Highway, Weather = Weather.Clear, Lanes = (2, 4), Speed = 28f },
        new() { Name = "cut-in", Road = RoadStyle.Highway, Weather = Weather.Clear, Lanes = (3, 4), Speed = 27f, Density = 20f, Events = CutIns },
        new() { Name = "hard-brake", Road = RoadStyle.Highway, Weather = Weather.Cloudy, Lanes = (2, 3), Speed = 25f, Density = 22f, Events = Brakes },
        new()
        {
            Name = "curve", Road = RoadStyle.Rural, Weather = Weather.Clear, Speed = 19f, Density = 13f,
            Path = new() { MaximumCurvature = 1f / 170f, MaximumGrade = 0.05f, StraightShare = 0.15f, StretchLength = 90f, TransitionLength = 55f }, Bonnet = true,
        },
        new() { Name = "bumps", Road = RoadStyle.Rural, Weather = Weather.Clear, Speed = 18f, Density = 13f, HumpDistance = 45f },
        new() { Name = "urban", Road = RoadStyle.Urban, Weather = Weather.Clear, Lanes = (1, 2), Path = UrbanPath, Speed = 11.5f, Density = 26f, HeavyShare = 0.1f, People = 60f, Parking = 0.72f },
        new() { Name = "urban-dusk", Road = RoadStyle.Urban, Weather = Weather.Dusk, Lanes = (1, 2), Path = UrbanPath, Speed = 11f, Density = 26f, HeavyShare = 0.1f, People = 50f, Parking = 0.68f },
        new() { Name = "night", Road = RoadStyle.Highway, Weather = Weather.Night, Lanes = (2, 3), Speed = 26f, Bonnet = true },
        new() { Name = "rain", Road = RoadStyle.Highway, Weather = Weather.Rain, Lanes = (2, 3), Speed = 22f },
        new() { Name = "fog", Road = RoadStyle.Rural, Weather = Weather.Fog, Speed = 15f, Density = 16f },
        new() { Name = "no-road", Road = RoadStyle.None, Weather = Weather.Clear, Speed = 4f, Density = 0f, People = 20f, Parking = 0.15f, Bonnet = true, Path = new() { MaximumCurvature = 1f / 60f, MaximumGrade = 0.02f, BankPerCurvature = 0f, MaximumBank = 0f } },
    ];

    public static bool TryFind(string name, out Scenario scenario)
    {
        scenario = All.FirstOrDefault(candidate => candidate.Name == name)!;
        return scenario is not null;
    }
}
