using System.Numerics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>One mesh to draw in a frame.</summary>
/// <param name="Mesh">Its triangles.</param>
/// <param name="Materials">By slot.</param>
/// <param name="Placement">Where.</param>
/// <param name="Velocity">World frame, m/s.</param>
/// <param name="Identity">The actor's id for the truth; 0 for scenery.</param>
public readonly record struct DrawItem(Mesh Mesh, Material[] Materials, Placement Placement, Vector3 Velocity, int Identity);
