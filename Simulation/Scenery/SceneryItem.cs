using Simulation.Meshes;
using Simulation.Rendering;

namespace Simulation.Scenery;

/// <summary>Something that stands still.</summary>
/// <param name="FromS">First station that it lies at, metres.</param>
/// <param name="ToS">Last station.</param>
/// <param name="Mesh">Its triangles.</param>
/// <param name="Materials">By slot.</param>
/// <param name="Placement">Where.</param>
/// <param name="VisibleDistance">From how far it is drawn, metres.</param>
public sealed record SceneryItem(
    float FromS, float ToS, Mesh Mesh, Material[] Materials, Placement Placement, float VisibleDistance);
