namespace Simulation.Roads;

/// <summary>The kinds of road that scenes are built on.</summary>
public enum RoadStyle
{
    /// <summary>Divided carriageways, several lanes each way, shoulders, guard rails, ramps, bridges.</summary>
    Highway,

    /// <summary>One lane each way, narrow shoulders, verges.</summary>
    Rural,

    /// <summary>Kerbs, pavements, junctions with stop lines and crosswalks, parked cars, buildings.</summary>
    Urban,

    /// <summary>Open ground: nothing to drive on by.</summary>
    None,
}
