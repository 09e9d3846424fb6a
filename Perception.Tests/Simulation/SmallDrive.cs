using Simulation;
using Simulation.Scenarios;

namespace Perception.Tests.Simulation;

/// <summary>Small, quick drives for the tests.</summary>
internal static class SmallDrive
{
    public static SimulationOptions Options { get; } = new() { Seed = 3, Seconds = 0.3, Width = 320, Height = 180, Threads = 2 };

    public static Scenario Scenario(string name)
    {
        Assert.True(ScenarioCatalog.TryFind(name, out Scenario scenario));
        return scenario;
    }

    public static DriveRenderer Renderer(string scenario, SimulationOptions? options = null) => new(Scenario(scenario), options ?? Options);
}
