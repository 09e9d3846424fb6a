using System.Numerics;
using Simulation.Meshes;
using Simulation.Rendering;
using Simulation.Roads;

namespace Simulation.Scenery;

/// <summary>The ground as meshes: chunks along the road, fine near by and coarse far away. Immutable and thread safe.</summary>
public sealed class Terrain
{
    public const float ChunkLength = 24f;
    private const float FlatMargin = 6f;
    private static readonly float[] FarColumns = [6f, 12f, 22f, 40f, 70f, 120f, 220f];
    private readonly RoadLayout _layout;
    private readonly NoiseSet _noise;
    private readonly float[] _columns;
    private readonly float _left;
    private readonly float _right;

    public Terrain(RoadLayout layout, NoiseSet noise)
    {
        _layout = layout;
        _noise = noise;
        _right = layout.Bands[1].From;
        _left = layout.Bands[^1].From;
        SortedSet<float> columns = [];
        foreach (SurfaceBand band in layout.Bands.Skip(1))
        {
            columns.Add(band.From - 0.01f);
            columns.Add(band.From + 0.01f);
        }

        foreach (float column in FarColumns)
        {
            columns.Add(_right - column);
            columns.Add(_left + column);
        }

        columns.Add((_left + _right) / 2);
        _columns = [.. columns];
    }

    /// <summary>The world point of the ground at road coordinates, hills and kerbs included.</summary>
    public Vector3 Ground(float s, float d)
    {
        RoadFrame frame = _layout.Path.FrameAt(s);
        float clamped = Math.Clamp(d, _right - FlatMargin, _left + FlatMargin);
        Vector3 across = Vector3.Normalize(new Vector3(frame.Left.X, frame.Left.Y, 0));
        Vector3 point = frame.Origin + (frame.Left * clamped) + (across * (d - clamped));
        point.Z += _layout.HeightAt(s, d) + Relief(s, d);
        return point;
    }

    public Mesh Chunk(float fromS, float step, float toS)
    {
        MeshBuilder builder = new();
        int rows = (int)MathF.Round((toS - fromS) / step) + 1;
        for (int i = 0; i < rows; i++)
        {
            float s = fromS + (i * step);
            Vector3 up = _layout.Path.FrameAt(s).Up;
            for (int j = 0; j < _columns.Length; j++)
            {
                float d = _columns[j];
                builder.Vertex(Ground(s, d), Normal(s, d, up), new Vector2(s, d));
            }
        }

        int width = _columns.Length;
        for (int i = 0; i + 1 < rows; i++)
        {
            for (int j = 0; j + 1 < width; j++)
            {
                int a = (i * width) + j;
                builder.Triangle(a, a + width, a + width + 1, 0);
                builder.Triangle(a, a + width + 1, a + 1, 0);
            }
        }

        return builder.Build();
    }

    private Vector3 Normal(float s, float d, Vector3 up)
    {
        if (d > _right - 1f && d < _left + 1f)
        {
            return up;
        }

        Vector3 along = Ground(s + 2f, d) - Ground(s - 2f, d);
        Vector3 across = Ground(s, d + 1f) - Ground(s, d - 1f);
        return Vector3.Normalize(Vector3.Cross(along, across));
    }

    private float Relief(float s, float d)
    {
        float outside = Math.Max(_right - d, d - _left);
        if (outside <= 0 || _layout.TerrainRelief <= 0)
        {
            return 0f;
        }

        float side = d > 0 ? 0.4f : 0.9f;
        float shape = _noise.Blotches.Sample((s / 700f) + side, (d / 900f) + side, 0.002f) - 0.42f;
        float ditch = -0.35f * MathF.Exp(-MathF.Pow((outside - 2.2f) / 1.3f, 2));
        float reach = Math.Clamp((outside - 3f) / 45f, 0f, 1f);
        return ditch + (shape * _layout.TerrainRelief * 3.2f * reach);
    }
}
