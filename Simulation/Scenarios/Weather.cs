namespace Simulation.Scenarios;

/// <summary>Light and weather that a scenario plays in.</summary>
public enum Weather
{
    Clear,
    Cloudy,
    Dusk,
    Night,
    Rain,
    Fog,
}
