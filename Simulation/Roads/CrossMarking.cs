namespace Simulation.Roads;

/// <summary>Paint across the road: a stop line, or the stripes of a crosswalk.</summary>
/// <param name="StartS">Nearer border, station in metres.</param>
/// <param name="EndS">Farther border.</param>
/// <param name="Right">Right border, offset in metres.</param>
/// <param name="Left">Left border.</param>
/// <param name="StripePeriod">Period of the stripes across the road, metres; zero for a solid bar.</param>
/// <param name="Wear">0 is new, 1 is all but gone.</param>
public readonly record struct CrossMarking(float StartS, float EndS, float Right, float Left, float StripePeriod, float Wear);
