using System.Numerics;
using Simulation.Meshes;
using Simulation.Rendering;
using Simulation.Roads;

namespace Simulation.Scenery;

/// <summary>Places what stands beside a road: trees, rails, lamps, signs, buildings, bridges.</summary>
public sealed partial class RoadsideBuilder
{
    private static readonly Material Steel = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.24f, 0.245f, 0.25f), Reflectance = 0.035f, TwoSided = true };
    private static readonly Material DarkSteel = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.12f, 0.12f, 0.125f), Reflectance = 0.04f };
    private static readonly Material Concrete = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.34f, 0.33f, 0.31f) };
    private static readonly Material Wood = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.12f, 0.09f, 0.065f) };
    private static readonly Material SignGreen = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.01f, 0.14f, 0.06f), Reflectance = 0.04f };
    private static readonly Material SignWhite = new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.6f), Reflectance = 0.03f };
    private readonly RoadLayout _layout;
    private readonly Terrain _terrain;
    private readonly SeededRandom _random;
    private readonly List<SceneryItem> _items = [];
    private readonly Material[][] _trees;
    private readonly Material[][] _bushes;
    private readonly Mesh _billboard;

    public RoadsideBuilder(RoadLayout layout, Terrain terrain, SeededRandom random)
    {
        _layout = layout;
        _terrain = terrain;
        _random = random;
        SeededRandom sprites = random.Fork("sprites");
        List<Material[]> trees = [];
        bool conifers = sprites.Chance(0.4f);
        for (int i = 0; i < 7; i++)
        {
            trees.Add([Foliage(conifers && i % 2 == 0 ? TreeSprites.Conifer(sprites) : TreeSprites.Broadleaf(sprites))]);
        }

        _trees = [.. trees];
        _bushes = [.. Enumerable.Range(0, 4).Select(_ => (Material[])[Foliage(TreeSprites.Bush(sprites))])];
        MeshBuilder crossed = new();
        crossed.Quad(new(0, 0.5f, 0), new(0, -0.5f, 0), new(0, -0.5f, 1), new(0, 0.5f, 1), 0);
        crossed.Quad(new(-0.5f, 0, 0), new(0.5f, 0, 0), new(0.5f, 0, 1), new(-0.5f, 0, 1), 0);
        _billboard = crossed.Build();
    }

    public IReadOnlyList<SceneryItem> Items => _items;

    public void Ground()
    {
        Material ground = new() { Kind = MaterialKind.Ground, CastsNoShadow = true };
        for (float s = _layout.Path.Start + 4f; s + Terrain.ChunkLength < _layout.Path.End; s += Terrain.ChunkLength)
        {
            _items.Add(new SceneryItem(s, s + Terrain.ChunkLength, _terrain.Chunk(s, 2f, s + Terrain.ChunkLength), [ground], Placement.Identity, 700f));
        }
    }

    /// <summary>Trees and bushes from an offset outwards.</summary>
    /// <param name="nearest">Metres beyond the outermost surface band.</param>
    /// <param name="farthest">Likewise.</param>
    /// <param name="spacing">Mean distance along the road for each side.</param>
    public void Trees(float nearest, float farthest, float spacing)
    {
        float right = _layout.Bands[1].From;
        float left = _layout.Bands[^1].From;
        for (int side = 0; side < 2; side++)
        {
            for (float s = _layout.Path.Start + 10f; s < _layout.Path.End - 10f; s += spacing * _random.Range(0.2f, 1.8f))
            {
                float share = _random.Next();
                float beyond = nearest + ((farthest - nearest) * share * share);
                float d = side == 0 ? right - beyond : left + beyond;
                bool bush = _random.Chance(0.3f);
                float height = bush ? _random.Range(1.2f, 3f) : _random.Range(5f, 13f);
                Plant(s, d, height, bush ? height * _random.Range(1.1f, 1.9f) : height * _random.Range(0.75f, 1.05f), bush);
            }
        }
    }

    public void GuardRail(float d, float fromS, float toS, int facing)
    {
        const float Piece = 24f;
        for (float s = fromS; s < toS; s += Piece)
        {
            MeshBuilder builder = new();
            float end = Math.Min(s + Piece, toS);
            for (float t = s; t < end - 0.1f; t += 4f)
            {
                float u = Math.Min(t + 4f, end);
                Span<float> heights = [0.45f, 0.53f, 0.60f, 0.67f, 0.75f];
                Span<float> bulges = [0f, 0.07f, 0.01f, 0.07f, 0f];
                for (int k = 0; k + 1 < heights.Length; k++)
                {
                    Vector3 a = Lift(t, d + (bulges[k] * facing), heights[k]);
                    Vector3 b = Lift(u, d + (bulges[k] * facing), heights[k]);
                    Vector3 c = Lift(u, d + (bulges[k + 1] * facing), heights[k + 1]);
                    Vector3 e = Lift(t, d + (bulges[k + 1] * facing), heights[k + 1]);
                    builder.Quad(a, b, c, e, 0);
                }

                builder.Tube(Lift(t, d - (0.05f * facing), -0.1f), Lift(t, d - (0.05f * facing), 0.72f), 0.055f, 0.055f, 4, 1);
            }

            Add(s, end, builder, [Steel, DarkSteel], Placement.Identity, 260f);
        }
    }

    /// <summary>A concrete barrier.</summary>
    public void Barrier(float d, float fromS, float toS)
    {
        const float Piece = 24f;
        for (float s = fromS; s < toS; s += Piece)
        {
            MeshBuilder builder = new();
            float end = Math.Min(s + Piece, toS);
            for (float t = s; t < end - 0.1f; t += 6f)
            {
                float u = Math.Min(t + 6f, end);
                builder.Quad(Lift(u, d - 0.3f, 0), Lift(t, d - 0.3f, 0), Lift(t, d - 0.12f, 0.9f), Lift(u, d - 0.12f, 0.9f), 0);
                builder.Quad(Lift(t, d + 0.3f, 0), Lift(u, d + 0.3f, 0), Lift(u, d + 0.12f, 0.9f), Lift(t, d + 0.12f, 0.9f), 0);
                builder.Quad(Lift(t, d - 0.12f, 0.9f), Lift(u, d - 0.12f, 0.9f), Lift(u, d + 0.12f, 0.9f), Lift(t, d + 0.12f, 0.9f), 0);
            }

            Material[] materials = [new Material { Kind = MaterialKind.Solid, Albedo = Concrete.Albedo, TwoSided = true }];
            Add(s, end, builder, materials, Placement.Identity, 320f);
        }
    }

    public void UtilityPole(float s, float d)
    {
        MeshBuilder builder = new();
        builder.Tube(Vector3.Zero, new Vector3(0, 0, 9.5f), 0.15f, 0.1f, 7, 0);
        builder.Box(new Vector3(-0.06f, -1.1f, 8.7f), new Vector3(0.06f, 1.1f, 8.82f), 0);
        Add(s, s, builder, [Wood], Placement.Upright(_terrain.Ground(s, d), _layout.Path.HeadingAt(s)), 300f);
    }

    /// <summary>A small sign on a post, or a large one on two.</summary>
    public void Sign(float s, float d, bool large)
    {
        MeshBuilder builder = new();
        float half = large ? 2f : 0.35f;
        float low = large ? 2.2f : 1.9f;
        float high = low + (large ? 2.4f : 0.75f);
        foreach (float y in large ? (float[])[-1.4f, 1.4f] : [0f])
        {
            builder.Tube(new Vector3(0, y, 0), new Vector3(0, y, high), 0.06f, 0.06f, 5, 0);
        }

        builder.Box(new Vector3(-0.09f, -half, low), new Vector3(-0.05f, half, high), 1);
        for (int line = 0; line < (large ? 3 : 1); line++)
        {
            float z = high - (large ? 0.55f + (line * 0.65f) : 0.4f);
            builder.Box(new Vector3(-0.1f, -half * 0.8f, z - (large ? 0.14f : 0.1f)), new Vector3(-0.095f, half * _random.Range(0f, 0.7f), z + (large ? 0.14f : 0.1f)), 2);
        }

        Add(s, s, builder, [DarkSteel, SignGreen, SignWhite], Placement.Upright(_terrain.Ground(s, d), _layout.Path.HeadingAt(s)), 320f);
    }

    /// <summary>A bridge over the road, with piers and abutments.</summary>
    public void Bridge(float s, float width)
    {
        float right = _layout.Bands[1].From - 8f;
        float left = _layout.Bands[^1].From + 8f;
        RoadFrame frame = _layout.Path.FrameAt(s);
        Placement placement = Placement.Upright(frame.Origin, frame.Heading);
        MeshBuilder builder = new();
        builder.Box(new Vector3(0, right - 60f, 5.4f), new Vector3(width, left + 60f, 6.6f), 0);
        builder.Box(new Vector3(-0.2f, right - 60f, 6.5f), new Vector3(0.1f, left + 60f, 7.5f), 0);
        builder.Box(new Vector3(width - 0.1f, right - 60f, 6.5f), new Vector3(width + 0.2f, left + 60f, 7.5f), 0);
        foreach (float y in (float[])[right + 3.5f, (_layout.DrivableLeft + 4.5f), left - 3.5f])
        {
            builder.Tube(new Vector3(width / 2, y, -1f), new Vector3(width / 2, y, 5.5f), 0.55f, 0.55f, 12, 0);
        }

        Add(s, s + width, builder, [Concrete], placement, 600f);
    }

    /// <summary>A row of houses along one side.</summary>
    public void Buildings(float d, int side, float fromS, float toS)
    {
        for (float s = fromS; s < toS;)
        {
            float length = _random.Range(9f, 24f);
            bool blocked = _layout.Junctions.Any(junction => s < junction.EndS + 3f && s + length > junction.StartS - 3f);
            if (blocked || _random.Chance(0.08f))
            {
                s += blocked ? 4f : length * 0.6f;
                continue;
            }

            Building(s, d + (side * _random.Range(0f, 1.5f)), side, length - 0.4f, 3.1f * _random.Range(2, 6) + 0.6f);
            s += length;
        }
    }

    private void Building(float s, float d, int side, float length, float height)
    {
        float depth = _random.Range(9f, 16f);
        MeshBuilder builder = new();
        float near = 0f;
        float far = depth * side;
        float y0 = Math.Min(near, far);
        float y1 = Math.Max(near, far);
        void Wall(Vector3 a, Vector3 b, float width)
        {
            Vector3 up = new(0, 0, height);
            builder.Quad(a, b, b + up, a + up, 0, Vector2.Zero, new Vector2(width, height));
        }

        Vector3 P(float x, float y) => new(x, y, 0);
        Wall(P(0, y0), P(length, y0), length);
        Wall(P(length, y0), P(length, y1), depth);
        Wall(P(length, y1), P(0, y1), length);
        Wall(P(0, y1), P(0, y0), depth);
        builder.Box(new Vector3(-0.2f, y0 - 0.2f, height), new Vector3(length + 0.2f, y1 + 0.2f, height + 0.5f), 1);
        Vector3 wall = _random.Pick<Vector3>([new(0.3f, 0.13f, 0.09f), new(0.42f, 0.38f, 0.3f), new(0.5f, 0.48f, 0.44f), new(0.22f, 0.2f, 0.19f), new(0.36f, 0.27f, 0.17f), new(0.3f, 0.32f, 0.34f)]);
        Material[] materials =
        [
            new() { Kind = MaterialKind.Facade, Albedo = wall * _random.Range(0.75f, 1.15f), Variant = _random.Range(0, 1000) },
            new() { Kind = MaterialKind.Solid, Albedo = wall * 0.6f },
        ];
        Vector3 origin = _terrain.Ground(s, d);
        Vector3 ahead = _terrain.Ground(s + length, d) - origin;
        Add(s, s + length, builder, materials, Placement.Upright(origin with { Z = origin.Z - 0.2f }, MathF.Atan2(ahead.Y, ahead.X)), 420f);
    }

    public void Plant(float s, float d, float height, float width, bool bush)
    {
        Vector3 ground = _terrain.Ground(s, d);
        float turn = _random.Range(0f, MathF.PI);
        (float sin, float cos) = MathF.SinCos(turn);
        Placement placement = new(ground - new Vector3(0, 0, 0.1f), new Vector3(cos, sin, 0) * width, new Vector3(-sin, cos, 0) * width, Vector3.UnitZ * height);
        _items.Add(new SceneryItem(s, s, _billboard, _random.Pick(bush ? _bushes : _trees), placement, 450f));
    }

    private static Material Foliage(SpriteTexture sprite) => new() { Kind = MaterialKind.Sprite, Sprite = sprite, Albedo = Vector3.One, TwoSided = true };

    private Vector3 Lift(float s, float d, float height) => _terrain.Ground(s, d) + new Vector3(0, 0, height);

    private void Add(float fromS, float toS, MeshBuilder builder, Material[] materials, Placement placement, float distance) =>
        _items.Add(new SceneryItem(fromS, toS, builder.Build(), materials, placement, distance));
}
