using System.Numerics;

namespace Simulation.Meshes;

/// <summary>Collects simple solids into a <see cref="Mesh"/>. Not thread safe.</summary>
public sealed class MeshBuilder
{
    private readonly List<Vector3> _positions = [];
    private readonly List<Vector3> _normals = [];
    private readonly List<Vector2> _coordinates = [];
    private readonly List<int> _indices = [];
    private readonly List<byte> _slots = [];

    public int VertexCount => _positions.Count;

    public Mesh Build() => new([.. _positions], [.. _normals], [.. _coordinates], [.. _indices], [.. _slots]);

    public int Vertex(Vector3 position, Vector3 normal, Vector2 coordinate)
    {
        _positions.Add(position);
        _normals.Add(normal);
        _coordinates.Add(coordinate);
        return _positions.Count - 1;
    }

    public void Triangle(int a, int b, int c, byte slot)
    {
        _indices.Add(a);
        _indices.Add(b);
        _indices.Add(c);
        _slots.Add(slot);
    }

    /// <summary>A flat quad; corners counter-clockwise seen from its front, texture coordinates (0,0), (1,0), (1,1), (0,1).</summary>
    public void Quad(Vector3 a, Vector3 b, Vector3 c, Vector3 d, byte slot) => Quad(a, b, c, d, slot, Vector2.Zero, Vector2.One);

    public void Quad(Vector3 a, Vector3 b, Vector3 c, Vector3 d, byte slot, Vector2 low, Vector2 high)
    {
        Vector3 normal = Vector3.Normalize(Vector3.Cross(b - a, d - a));
        int first = Vertex(a, normal, low);
        Vertex(b, normal, new Vector2(high.X, low.Y));
        Vertex(c, normal, high);
        Vertex(d, normal, new Vector2(low.X, high.Y));
        Triangle(first, first + 1, first + 2, slot);
        Triangle(first, first + 2, first + 3, slot);
    }

    /// <summary>An axis-aligned box; slots: sides (±Y), rear (−X), front (+X), top and bottom.</summary>
    public void Box(Vector3 low, Vector3 high, byte side, byte rear, byte front, byte top)
    {
        Vector3 Corner(float x, float y, float z) => new(x, y, z);
        float x0 = low.X;
        float y0 = low.Y;
        float z0 = low.Z;
        float x1 = high.X;
        float y1 = high.Y;
        float z1 = high.Z;
        Quad(Corner(x0, y0, z0), Corner(x1, y0, z0), Corner(x1, y0, z1), Corner(x0, y0, z1), side);
        Quad(Corner(x1, y1, z0), Corner(x0, y1, z0), Corner(x0, y1, z1), Corner(x1, y1, z1), side, Vector2.UnitX, Vector2.UnitY);
        Quad(Corner(x0, y1, z0), Corner(x0, y0, z0), Corner(x0, y0, z1), Corner(x0, y1, z1), rear);
        Quad(Corner(x1, y0, z0), Corner(x1, y1, z0), Corner(x1, y1, z1), Corner(x1, y0, z1), front);
        Quad(Corner(x0, y0, z1), Corner(x1, y0, z1), Corner(x1, y1, z1), Corner(x0, y1, z1), top);
        Quad(Corner(x0, y1, z0), Corner(x1, y1, z0), Corner(x1, y0, z0), Corner(x0, y0, z0), top);
    }

    public void Box(Vector3 low, Vector3 high, byte slot) => Box(low, high, slot, slot, slot, slot);

    /// <summary>A round bar between two points, closed at its ends.</summary>
    public void Tube(Vector3 from, Vector3 to, float fromRadius, float toRadius, int sides, byte slot)
    {
        Vector3 axis = Vector3.Normalize(to - from);
        Vector3 helper = Math.Abs(axis.Z) > 0.9f ? Vector3.UnitX : Vector3.UnitZ;
        Vector3 u = Vector3.Normalize(Vector3.Cross(helper, axis));
        Vector3 v = Vector3.Cross(axis, u);
        int first = VertexCount;
        for (int i = 0; i <= sides; i++)
        {
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * i / sides);
            Vector3 normal = (u * cos) + (v * sin);
            Vertex(from + (normal * fromRadius), normal, new Vector2((float)i / sides, 0));
            Vertex(to + (normal * toRadius), normal, new Vector2((float)i / sides, 1));
        }

        for (int i = 0; i < sides; i++)
        {
            int a = first + (2 * i);
            Triangle(a, a + 2, a + 3, slot);
            Triangle(a, a + 3, a + 1, slot);
        }

        Disc(from, -axis, -u, v, fromRadius, sides, slot);
        Disc(to, axis, u, v, toRadius, sides, slot);
    }

    /// <summary>An ellipsoid.</summary>
    public void Ellipsoid(Vector3 centre, Vector3 radii, int rings, int sides, byte slot)
    {
        int first = VertexCount;
        for (int r = 0; r <= rings; r++)
        {
            (float sinLatitude, float cosLatitude) = MathF.SinCos(MathF.PI * ((float)r / rings - 0.5f));
            for (int i = 0; i <= sides; i++)
            {
                (float sin, float cos) = MathF.SinCos(2 * MathF.PI * i / sides);
                Vector3 unit = new(cos * cosLatitude, sin * cosLatitude, sinLatitude);
                Vertex(centre + (unit * radii), Vector3.Normalize(unit / radii), new Vector2((float)i / sides, (float)r / rings));
            }
        }

        int row = sides + 1;
        for (int r = 0; r < rings; r++)
        {
            for (int i = 0; i < sides; i++)
            {
                int a = first + (r * row) + i;
                Triangle(a, a + 1, a + row + 1, slot);
                Triangle(a, a + row + 1, a + row, slot);
            }
        }
    }

    /// <summary>A wheel with its axle along Y: tyre, rim and spokes on both faces.</summary>
    public void Wheel(Vector3 centre, float radius, float width, int sides, byte tyre, byte rim, byte dark)
    {
        Vector3 half = new(0, width / 2, 0);
        Tube(centre - half, centre + half, radius, radius, sides, tyre);
        for (int face = -1; face <= 1; face += 2)
        {
            Vector3 normal = new(0, face, 0);
            Vector3 hub = centre + (half * face * 1.02f);
            Vector3 u = new(face, 0, 0);
            Disc(hub, normal, -u, Vector3.UnitZ, radius * 0.68f, sides, rim);
            if (centre.Y * face < 0)
            {
                // The inner side of a car's wheel is dark.
                Disc(hub + (half * face * 0.01f), normal, -u, Vector3.UnitZ, radius * 0.7f, sides, dark);
                continue;
            }

            int spokes = 5;
            for (int i = 0; i < spokes; i++)
            {
                float angle = 2 * MathF.PI * (i + 0.5f) / spokes;
                Vector3 Point(float share, float turn) => hub + (half * face * 0.03f)
                    + (((-u * MathF.Cos(angle + turn)) + (Vector3.UnitZ * MathF.Sin(angle + turn))) * radius * share);
                Quad(Point(0.2f, -0.25f), Point(0.58f, -0.3f), Point(0.58f, 0.3f), Point(0.2f, 0.25f), dark);
            }
        }
    }

    /// <summary>A flat disc.</summary>
    public void Disc(Vector3 centre, Vector3 normal, Vector3 u, Vector3 v, float radius, int sides, byte slot)
    {
        int hub = Vertex(centre, normal, new Vector2(0.5f, 0.5f));
        for (int i = 0; i <= sides; i++)
        {
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * i / sides);
            Vertex(centre + (((u * cos) + (v * sin)) * radius), normal, new Vector2(0.5f + (0.5f * cos), 0.5f + (0.5f * sin)));
        }

        for (int i = 0; i < sides; i++)
        {
            Triangle(hub, hub + 1 + i, hub + 2 + i, slot);
        }
    }
}
