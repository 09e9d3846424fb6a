using System.Numerics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>All triangles of one frame, transformed, projected and sorted into bands of rows.</summary>
/// <remarks>Reused from frame to frame. <see cref="Build"/> works in parallel; its result does not depend on how many threads do.</remarks>
internal sealed class FrameGeometry
{
    public const int BandRows = 16;
    internal const float NearDistance = 0.05f;
    private readonly RenderCamera _camera;
    private readonly List<(int Vertex, int Triangle)> _offsets = [];
    private int[] _bandStarts = [];
    private int[] _bandTriangles = [];

    public FrameGeometry(RenderCamera camera)
    {
        _camera = camera;
        BandCount = (camera.Height + BandRows - 1) / BandRows;
    }

    public int BandCount { get; }

    public List<DrawItem> Items { get; } = [];

    public Vector3[] World { get; private set; } = [];

    public Vector3[] Normals { get; private set; } = [];

    public Vector2[] Coordinates { get; private set; } = [];

    public Vector3[] Projected { get; private set; } = [];

    public TriangleSetup[] Triangles { get; private set; } = [];

    /// <summary>The materials of each item, by slot.</summary>
    public Material[][] ItemMaterials { get; private set; } = [];

    /// <summary>The identity of each item.</summary>
    public int[] ItemIdentities { get; private set; } = [];

    public int TriangleCount { get; private set; }

    public ReadOnlySpan<int> Band(int band) => _bandTriangles.AsSpan(_bandStarts[band], _bandStarts[band + 1] - _bandStarts[band]);

    /// <summary>Where an item's vertices lie in the arrays.</summary>
    public (int First, int Count) VerticesOf(int item) => (_offsets[item].Vertex, Items[item].Mesh.Positions.Length);

    /// <summary>Keeps the items that the camera may see.</summary>
    public void Add(in DrawItem item, in CameraPose pose)
    {
        Vector3 centre = pose.CameraFromWorld(item.Placement.Point(item.Mesh.Centre));
        float radius = item.Mesh.Radius * item.Placement.Scale;
        if (centre.Z < -radius)
        {
            return;
        }

        float reach = Math.Max(0f, centre.Z) + radius;
        float halfX = Math.Max(_camera.Cx, _camera.Width - _camera.Cx) / _camera.Fx;
        float halfY = Math.Max(_camera.Cy, _camera.Height - _camera.Cy) / _camera.Fy;
        if (Math.Abs(centre.X) > (reach * halfX) + (radius * 1.5f) || Math.Abs(centre.Y) > (reach * halfY) + (radius * 1.5f))
        {
            return;
        }

        Items.Add(item);
    }

    public void Build(CameraPose pose, ParallelOptions parallel)
    {
        _offsets.Clear();
        int vertices = 0;
        int triangles = 0;
        foreach (DrawItem item in Items)
        {
            _offsets.Add((vertices, triangles));
            vertices += item.Mesh.Positions.Length;
            triangles += item.Mesh.Slots.Length;
        }

        TriangleCount = triangles;
        if (World.Length < vertices)
        {
            int capacity = vertices + (vertices / 2);
            World = new Vector3[capacity];
            Normals = new Vector3[capacity];
            Coordinates = new Vector2[capacity];
            Projected = new Vector3[capacity];
        }

        if (Triangles.Length < triangles)
        {
            Triangles = new TriangleSetup[triangles + (triangles / 2)];
        }

        if (ItemMaterials.Length < Items.Count)
        {
            ItemMaterials = new Material[Items.Count * 2][];
            ItemIdentities = new int[Items.Count * 2];
        }

        for (int i = 0; i < Items.Count; i++)
        {
            ItemMaterials[i] = Items[i].Materials;
            ItemIdentities[i] = Items[i].Identity;
        }

        Parallel.For(0, Items.Count, parallel, index => Transform(index, pose));
        SortIntoBands();
    }

    private void Transform(int index, CameraPose pose)
    {
        DrawItem item = Items[index];
        Mesh mesh = item.Mesh;
        (int vertexOffset, int triangleOffset) = _offsets[index];
        Vector3 objectVelocity = pose.RotateToCamera(item.Velocity - pose.Velocity);
        Vector3 spin = pose.RotateToCamera(pose.AngularVelocity);
        float rowTime = _camera.ReadoutTime / _camera.Height;
        for (int i = 0; i < mesh.Positions.Length; i++)
        {
            Vector3 world = item.Placement.Point(mesh.Positions[i]);
            Vector3 p = pose.CameraFromWorld(world);
            if (_camera.ReadoutTime > 0 && p.Z > 1f)
            {
                float row = Math.Clamp((_camera.Fy * p.Y / p.Z) + _camera.Cy, 0f, _camera.Height);
                p += (objectVelocity - Vector3.Cross(spin, p)) * ((row - (0.5f * _camera.Height)) * rowTime);
            }

            int v = vertexOffset + i;
            World[v] = world;
            Normals[v] = item.Placement.Direction(mesh.Normals[i]);
            Coordinates[v] = mesh.TextureCoordinates[i];
            Projected[v] = new Vector3((_camera.Fx * p.X) + (_camera.Cx * p.Z), (_camera.Fy * p.Y) + (_camera.Cy * p.Z), p.Z);
        }

        for (int t = 0; t < mesh.Slots.Length; t++)
        {
            ref TriangleSetup triangle = ref Triangles[triangleOffset + t];
            triangle.V0 = vertexOffset + mesh.Indices[3 * t];
            triangle.V1 = vertexOffset + mesh.Indices[(3 * t) + 1];
            triangle.V2 = vertexOffset + mesh.Indices[(3 * t) + 2];
            triangle.Item = index;
            triangle.Slot = mesh.Slots[t];
            Prepare(ref triangle, item.Materials[triangle.Slot].TwoSided);
        }
    }

    private void Prepare(ref TriangleSetup triangle, bool twoSided)
    {
        Vector3 p0 = Projected[triangle.V0];
        Vector3 p1 = Projected[triangle.V1];
        Vector3 p2 = Projected[triangle.V2];
        triangle.YMin = 1;
        triangle.YMax = 0;
        if (p0.Z < NearDistance && p1.Z < NearDistance && p2.Z < NearDistance)
        {
            return;
        }

        float xMin = 0;
        float xMax = _camera.Width;
        float yMin = 0;
        float yMax = _camera.Height;
        if (p0.Z >= NearDistance && p1.Z >= NearDistance && p2.Z >= NearDistance)
        {
            float x0 = p0.X / p0.Z;
            float x1 = p1.X / p1.Z;
            float x2 = p2.X / p2.Z;
            float y0 = p0.Y / p0.Z;
            float y1 = p1.Y / p1.Z;
            float y2 = p2.Y / p2.Z;
            xMin = Math.Min(x0, Math.Min(x1, x2));
            xMax = Math.Max(x0, Math.Max(x1, x2));
            yMin = Math.Min(y0, Math.Min(y1, y2));
            yMax = Math.Max(y0, Math.Max(y1, y2));
        }

        int left = (int)MathF.Ceiling(Math.Max(0f, xMin) - 0.5f);
        int right = (int)MathF.Ceiling(Math.Min(_camera.Width, xMax) - 0.5f) - 1;
        int top = (int)MathF.Ceiling(Math.Max(0f, yMin) - 0.5f);
        int bottom = (int)MathF.Ceiling(Math.Min(_camera.Height, yMax) - 0.5f) - 1;
        if (left > right || top > bottom)
        {
            return;
        }

        (double x, double y, double z) c12 = Cross(p1, p2);
        double determinant = (p0.X * c12.x) + (p0.Y * c12.y) + (p0.Z * c12.z);
        if (Math.Abs(determinant) < 1e-9 || (determinant > 0 && !twoSided))
        {
            return;
        }

        (double x, double y, double z) c20 = Cross(p2, p0);
        (double x, double y, double z) c01 = Cross(p0, p1);
        double inverse = 1 / determinant;
        triangle.A0 = (float)(c12.x * inverse);
        triangle.B0 = (float)(c12.y * inverse);
        triangle.C0 = (float)(c12.z * inverse);
        triangle.A1 = (float)(c20.x * inverse);
        triangle.B1 = (float)(c20.y * inverse);
        triangle.C1 = (float)(c20.z * inverse);
        triangle.A2 = (float)(c01.x * inverse);
        triangle.B2 = (float)(c01.y * inverse);
        triangle.C2 = (float)(c01.z * inverse);
        triangle.XMin = (short)left;
        triangle.XMax = (short)Math.Min(right, _camera.Width - 1);
        triangle.YMin = (short)top;
        triangle.YMax = (short)Math.Min(bottom, _camera.Height - 1);
    }

    private static (double X, double Y, double Z) Cross(Vector3 a, Vector3 b) => (
        ((double)a.Y * b.Z) - ((double)a.Z * b.Y),
        ((double)a.Z * b.X) - ((double)a.X * b.Z),
        ((double)a.X * b.Y) - ((double)a.Y * b.X));

    private void SortIntoBands()
    {
        _bandStarts = new int[BandCount + 1];
        for (int t = 0; t < TriangleCount; t++)
        {
            ref TriangleSetup triangle = ref Triangles[t];
            for (int band = triangle.YMin / BandRows; band <= triangle.YMax / BandRows && triangle.YMin <= triangle.YMax; band++)
            {
                _bandStarts[band + 1]++;
            }
        }

        for (int band = 0; band < BandCount; band++)
        {
            _bandStarts[band + 1] += _bandStarts[band];
        }

        if (_bandTriangles.Length < _bandStarts[BandCount])
        {
            _bandTriangles = new int[_bandStarts[BandCount] * 3 / 2];
        }

        int[] next = _bandStarts[..BandCount];
        for (int t = 0; t < TriangleCount; t++)
        {
            ref TriangleSetup triangle = ref Triangles[t];
            for (int band = triangle.YMin / BandRows; band <= triangle.YMax / BandRows && triangle.YMin <= triangle.YMax; band++)
            {
                _bandTriangles[next[band]++] = t;
            }
        }
    }
}
