using Fusion.Geometry;

namespace Fusion.Rigs;

/// <summary>One camera's sight of an object.</summary>
/// <param name="Camera">The camera's place in the rig.</param>
/// <param name="TrackId">The object's identity in that camera's own tracking.</param>
/// <param name="Box">Pixels of that camera's images.</param>
/// <param name="SinceSeen">Since that camera last saw it; zero where it did in the instant's frame.</param>
public readonly record struct RigView(int Camera, int TrackId, Box Box, TimeSpan SinceSeen);
