using Fusion.Geometry;

namespace Fusion.Tracking;

/// <summary>One object in one frame, as a network reports it.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Score">Confidence, 0 to 1.</param>
/// <param name="Box">Source image pixels, half-open.</param>
public readonly record struct Detection(ObjectClass Class, float Score, Box Box);
