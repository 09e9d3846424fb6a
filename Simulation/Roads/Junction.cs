namespace Simulation.Roads;

/// <summary>A street that crosses.</summary>
/// <param name="StartS">Nearer border of the crossing street, station in metres.</param>
/// <param name="EndS">Farther border.</param>
public readonly record struct Junction(float StartS, float EndS);
