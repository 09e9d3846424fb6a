using System.Numerics;

namespace Simulation.Meshes;

/// <summary>Builds a car from its lines: a lofted body with painted skins, wheels and mirrors.</summary>
public static class CarModelFactory
{
    private const byte Side = 0;
    private const byte Rear = 1;
    private const byte Front = 2;
    private const byte Top = 3;
    private const byte Tyre = 4;
    private const byte Rim = 5;
    private const byte Dark = 6;
    private const byte Mirror = 7;

    public static VehicleModel Build(CarShape shape, SeededRandom random)
    {
        float halfWidth = shape.Width / 2;
        float lampY = halfWidth * 0.76f;
        return new VehicleModel
        {
            Mesh = BuildMesh(shape, 0.14f, 18),
            FarMesh = BuildMesh(shape, 0.45f, 8),
            Materials = Materials(shape, random),
            Length = shape.Length,
            Width = shape.Width,
            Height = shape.Height,
            TailLamps = [new(-shape.Length / 2, lampY, Middle(shape.TailLamps)), new(-shape.Length / 2, -lampY, Middle(shape.TailLamps))],
            HeadLamps = [new((shape.Length / 2) - 0.1f, lampY, Middle(shape.HeadLamps)), new((shape.Length / 2) - 0.1f, -lampY, Middle(shape.HeadLamps))],
        };
    }

    private static float Middle(Vector2 range) => (range.X + range.Y) / 2;

    private static Material[] Materials(CarShape shape, SeededRandom random)
    {
        CarSkinPainter painter = new(shape, random);
        Material Skin(SkinTexture texture) => new() { Kind = MaterialKind.Skin, Skin = texture, Reflectance = 0.05f };
        bool darkRims = random.Chance(0.35f);
        return
        [
            Skin(painter.Side()), Skin(painter.Rear()), Skin(painter.Front()), Skin(painter.Top()),
            new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.014f), Reflectance = 0.01f },
            new() { Kind = MaterialKind.Solid, Albedo = new Vector3(darkRims ? 0.06f : 0.3f), Reflectance = 0.12f },
            new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.008f) },
            Skin(SkinTexture.Paint(4, 4, (_, _) => SkinTexel.Body)),
        ];
    }

    private static Mesh BuildMesh(CarShape shape, float step, int wheelSides)
    {
        MeshBuilder builder = new();
        Loft(builder, shape, step);
        float track = (shape.Width / 2) - 0.1f;
        float width = shape.WheelRadius * 0.68f;
        foreach (float axle in (float[])[shape.FrontAxle, shape.RearAxle])
        {
            builder.Wheel(new Vector3(axle, track, shape.WheelRadius), shape.WheelRadius, width, wheelSides, Tyre, Rim, Dark);
            builder.Wheel(new Vector3(axle, -track, shape.WheelRadius), shape.WheelRadius, width, wheelSides, Tyre, Rim, Dark);
        }

        float belly = shape.Clearance;
        builder.Box(new(shape.RearAxle - 0.35f, -shape.Width * 0.36f, belly), new(shape.FrontAxle + 0.45f, shape.Width * 0.36f, belly + 0.25f), Dark);
        builder.Box(new(shape.RearAxle - 0.06f, -shape.Width * 0.42f, shape.WheelRadius - 0.06f), new(shape.RearAxle + 0.06f, shape.Width * 0.42f, shape.WheelRadius + 0.06f), Dark);
        float mirrorX = shape.SideGlass.Y - 0.12f;
        float mirrorZ = CarShape.At(shape.Belt, mirrorX) + 0.1f;
        for (int side = -1; side <= 1; side += 2)
        {
            float y = side * ((shape.Width / 2) + 0.06f);
            builder.Ellipsoid(new Vector3(mirrorX, y, mirrorZ), new Vector3(0.07f, 0.11f, 0.075f), 5, 8, Mirror);
        }

        if (shape.Bed is { } bed)
        {
            float bedHalf = (shape.Width / 2) * 0.86f;
            float floor = CarShape.At(shape.Top, bed.X) + 0.012f;
            builder.Quad(new(bed.X, -bedHalf, floor), new(bed.Y, -bedHalf, floor), new(bed.Y, bedHalf, floor), new(bed.X, bedHalf, floor), Dark);
        }

        return builder.Build();
    }

    private static void Loft(MeshBuilder builder, CarShape shape, float step)
    {
        SortedSet<float> stations = [];
        float half = shape.Length / 2;
        foreach (Vector2 point in shape.Top.Concat(shape.Plan))
        {
            stations.Add(MathF.Round(point.X, 3));
        }

        for (float x = -half; x < half; x += step)
        {
            float candidate = MathF.Round(x, 3);
            if (stations.All(station => Math.Abs(station - candidate) > step * 0.5f))
            {
                stations.Add(candidate);
            }
        }

        float[] xs = [.. stations];
        Vector3[][] rings = [.. xs.Select(x => Ring(shape, x))];
        int count = rings[0].Length;
        Vector3[][] normals = Normals(rings);
        for (int i = 0; i + 1 < xs.Length; i++)
        {
            for (int j = 0; j < count; j++)
            {
                int k = (j + 1) % count;
                Face(builder, shape, rings[i][j], rings[i + 1][j], rings[i + 1][k], rings[i][k],
                    normals[i][j], normals[i + 1][j], normals[i + 1][k], normals[i][k]);
            }
        }

        Cap(builder, shape, rings[0], -Vector3.UnitX, Rear, flip: true);
        Cap(builder, shape, rings[^1], Vector3.UnitX, Front, flip: false);
    }

    /// <summary>One cross-section, counter-clockwise seen from the front of the car (from +X towards −X).</summary>
    private static Vector3[] Ring(CarShape shape, float x)
    {
        float half = shape.Width / 2 * CarShape.At(shape.Plan, x);
        float bottom = CarShape.At(shape.Bottom, x);
        float top = CarShape.At(shape.Top, x);
        float belt = Math.Min(CarShape.At(shape.Belt, x), top - 0.01f);
        float rise = top - belt;
        float cabin = Math.Clamp(rise / 0.35f, 0f, 1f);
        float roof = half * (0.93f + (cabin * (shape.Tumblehome - 0.93f)));
        Vector2[] right =
        [
            new(0.55f * half, bottom), new(0.9f * half, bottom), new(0.975f * half, bottom + (0.12f * (belt - bottom))),
            new(1.0f * half, bottom + (0.45f * (belt - bottom))), new(0.995f * half, bottom + (0.78f * (belt - bottom))),
            new(0.965f * half, belt), new(roof + (0.05f * half * cabin), top - (0.22f * rise)), new(roof * 0.96f, top - (0.07f * rise)),
            new(roof * 0.78f, top), new(roof * 0.35f, top + (0.012f * cabin)),
        ];
        Vector3[] ring = new Vector3[right.Length * 2];
        for (int i = 0; i < right.Length; i++)
        {
            ring[i] = new Vector3(x, right[i].X, right[i].Y);
            ring[ring.Length - 1 - i] = new Vector3(x, -right[i].X, right[i].Y);
        }

        return ring;
    }

    private static Vector3[][] Normals(Vector3[][] rings)
    {
        int count = rings[0].Length;
        Vector3[][] normals = [.. rings.Select(ring => new Vector3[ring.Length])];
        for (int i = 0; i < rings.Length; i++)
        {
            for (int j = 0; j < count; j++)
            {
                Vector3 along = rings[Math.Min(i + 1, rings.Length - 1)][j] - rings[Math.Max(i - 1, 0)][j];
                Vector3 around = rings[i][(j + 1) % count] - rings[i][(j + count - 1) % count];
                normals[i][j] = Vector3.Normalize(Vector3.Cross(around, along));
            }
        }

        return normals;
    }

    private static void Face(
        MeshBuilder builder, CarShape shape, Vector3 a, Vector3 b, Vector3 c, Vector3 d, Vector3 na, Vector3 nb, Vector3 nc, Vector3 nd)
    {
        Vector3 flat = Vector3.Cross(d - b, c - a);
        if (flat.LengthSquared() < 1e-10f)
        {
            return;
        }

        flat = Vector3.Normalize(flat);
        byte slot = flat.X < -0.62f ? Rear : flat.X > 0.62f ? Front : Math.Abs(flat.Y) > 0.5f ? Side : flat.Z < -0.5f ? Dark : Top;
        int first = builder.Vertex(a, na, Coordinate(shape, slot, a));
        builder.Vertex(b, nb, Coordinate(shape, slot, b));
        builder.Vertex(c, nc, Coordinate(shape, slot, c));
        builder.Vertex(d, nd, Coordinate(shape, slot, d));
        builder.Triangle(first, first + 2, first + 1, slot);
        builder.Triangle(first, first + 3, first + 2, slot);
    }

    private static void Cap(MeshBuilder builder, CarShape shape, Vector3[] ring, Vector3 normal, byte slot, bool flip)
    {
        Vector3 middle = new(ring[0].X, 0, (ring[0].Z + ring[ring.Length / 2].Z) / 2);
        int hub = builder.Vertex(middle, normal, Coordinate(shape, slot, middle));
        for (int i = 0; i < ring.Length; i++)
        {
            builder.Vertex(ring[i], normal, Coordinate(shape, slot, ring[i]));
        }

        for (int i = 0; i < ring.Length; i++)
        {
            int a = hub + 1 + i;
            int b = hub + 1 + ((i + 1) % ring.Length);
            builder.Triangle(hub, flip ? b : a, flip ? a : b, slot);
        }
    }

    private static Vector2 Coordinate(CarShape shape, byte slot, Vector3 p) => slot switch
    {
        Side => new Vector2((p.X / shape.Length) + 0.5f, p.Z / shape.Height),
        Rear or Front => new Vector2((p.Y / shape.Width) + 0.5f, p.Z / shape.Height),
        _ => new Vector2((p.X / shape.Length) + 0.5f, (p.Y / shape.Width) + 0.5f),
    };
}
