using System.Numerics;

namespace Simulation.Meshes;

/// <summary>A vehicle's, rider's or walker's shape, ready to be placed. Immutable and thread safe.</summary>
/// <remarks>Object frame: X forward, Y left, Z up, metres; the origin is the middle of its footprint on the ground.</remarks>
public sealed record VehicleModel
{
    /// <summary>Full detail.</summary>
    public required Mesh Mesh { get; init; }

    /// <summary>For far away.</summary>
    public required Mesh FarMesh { get; init; }

    /// <summary>Materials by slot; <see cref="Material.WithPaint"/> makes an instance's own.</summary>
    public required Material[] Materials { get; init; }

    public required float Length { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Lamps at the rear and front that glow in the dark, object frame.</summary>
    public Vector3[] TailLamps { get; init; } = [];

    /// <inheritdoc cref="TailLamps"/>
    public Vector3[] HeadLamps { get; init; } = [];
}
