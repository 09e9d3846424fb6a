using System.Numerics;

namespace Evaluation.Drives;

/// <summary>One painted line of the ego car's carriageway in one frame.</summary>
/// <param name="Kind">solid, dashed, double or edge.</param>
/// <param name="Image">Points of its middle in the image, pixels, by ascending distance.</param>
public sealed record DriveTruthLane(string Kind, IReadOnlyList<Vector2> Image);
