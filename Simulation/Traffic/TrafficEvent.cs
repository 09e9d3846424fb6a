namespace Simulation.Traffic;

/// <summary>Something that a scenario makes happen.</summary>
public enum TrafficEvent
{
    /// <summary>A vehicle of the next lane moves close before the ego car.</summary>
    CutIn,

    /// <summary>The vehicle ahead brakes hard.</summary>
    HardBrake,
}
