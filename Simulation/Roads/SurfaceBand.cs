namespace Simulation.Roads;

/// <summary>A strip of ground along the road, from an offset to the next band's.</summary>
/// <param name="From">Its right border, offset d in metres.</param>
/// <param name="Surface">What it is made of.</param>
/// <param name="Height">Metres above the carriageway.</param>
public readonly record struct SurfaceBand(float From, Surface Surface, float Height);
