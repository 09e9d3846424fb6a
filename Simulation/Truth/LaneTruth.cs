using System.Numerics;

namespace Simulation.Truth;

/// <summary>One painted line in one frame.</summary>
/// <param name="Side">egoLeft, egoRight, left, right or other, seen from the ego car's lane.</param>
/// <param name="Kind">solid, dashed, double or edge.</param>
/// <param name="Colour">white or yellow.</param>
/// <param name="Ego">Points of its centre line in the ego frame, metres, ascending distance.</param>
/// <param name="Image">The same points in the image, pixels; those outside it are left out.</param>
public sealed record LaneTruth(string Side, string Kind, string Colour, IReadOnlyList<Vector3> Ego, IReadOnlyList<Vector2> Image);
