using System.Numerics;

namespace Simulation.Meshes;

/// <summary>Triangles with normals, texture coordinates and a material slot each. Immutable and thread safe.</summary>
/// <remarks>Object frame: X forward, Y left, Z up, metres. Front faces wind counter-clockwise seen from outside.</remarks>
public sealed class Mesh
{
    public Mesh(Vector3[] positions, Vector3[] normals, Vector2[] textureCoordinates, int[] indices, byte[] slots)
    {
        Positions = positions;
        Normals = normals;
        TextureCoordinates = textureCoordinates;
        Indices = indices;
        Slots = slots;
        Vector3 low = new(float.MaxValue);
        Vector3 high = new(float.MinValue);
        foreach (Vector3 position in positions)
        {
            low = Vector3.Min(low, position);
            high = Vector3.Max(high, position);
        }

        Centre = (low + high) / 2;
        Radius = positions.Length == 0 ? 0 : (high - low).Length() / 2;
    }

    public Vector3[] Positions { get; }

    public Vector3[] Normals { get; }

    public Vector2[] TextureCoordinates { get; }

    /// <summary>Three a triangle.</summary>
    public int[] Indices { get; }

    /// <summary>The material slot of each triangle.</summary>
    public byte[] Slots { get; }

    public Vector3 Centre { get; }

    public float Radius { get; }
}
