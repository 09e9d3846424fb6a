using System.Numerics;

namespace Simulation.Roads;

/// <summary>The road's own axes at one station. World frame: X east, Y north, Z up, metres.</summary>
/// <param name="Origin">The reference line's point.</param>
/// <param name="Forward">Unit, along the reference line, with its grade.</param>
/// <param name="Left">Unit, across the road, with its super-elevation.</param>
/// <param name="Up">Unit normal of the road surface.</param>
/// <param name="Heading">Radians, counter-clockwise from world X.</param>
/// <param name="Curvature">1/m, positive where the road turns left.</param>
public readonly record struct RoadFrame(
    Vector3 Origin, Vector3 Forward, Vector3 Left, Vector3 Up, float Heading, float Curvature);
