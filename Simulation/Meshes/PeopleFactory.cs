using System.Numerics;

namespace Simulation.Meshes;

/// <summary>Builds walkers in the postures of a step, cyclists and motorcyclists.</summary>
public static class PeopleFactory
{
    private const byte Skin = 0;
    private const byte Shirt = 1;
    private const byte Trousers = 2;
    private const byte Hair = 3;
    private const byte Shoes = 4;
    private const byte Tyre = 5;
    private const byte Frame = 6;
    private const byte Metal = 7;
    private const byte Plate = 8;
    private const byte Lamp = 9;
    private const int Postures = 8;

    public static VehicleModel[] Walker(SeededRandom random)
    {
        float height = random.Range(1.55f, 1.88f);
        float girth = random.Range(0.9f, 1.15f);
        Material[] materials = Clothes(random);
        return [.. Enumerable.Range(0, Postures).Select(i => Model(WalkerMesh(height, girth, MathF.Tau * i / Postures), materials, 0.55f, 0.6f, height))];
    }

    public static VehicleModel Cyclist(SeededRandom random)
    {
        MeshBuilder builder = new();
        Bicycle(builder, 0.34f, 0.022f, 0.53f);
        Rider(builder, new Vector3(-0.2f, 0, 0.98f), new Vector3(0.15f, 0, 1.45f), new Vector3(0.38f, 0, 1.02f), 0.28f);
        return Model(builder.Build(), Clothes(random), 1.75f, 0.6f, 1.75f);
    }

    public static VehicleModel Motorcycle(SeededRandom random)
    {
        MeshBuilder builder = new();
        foreach (float x in (float[])[-0.68f, 0.7f])
        {
            builder.Wheel(new Vector3(x, 0, 0.31f), 0.31f, x < 0 ? 0.18f : 0.13f, 14, Tyre, Metal, Tyre);
        }

        builder.Ellipsoid(new Vector3(0.18f, 0, 0.8f), new Vector3(0.34f, 0.16f, 0.17f), 6, 10, Frame);
        builder.Ellipsoid(new Vector3(-0.45f, 0, 0.83f), new Vector3(0.42f, 0.14f, 0.09f), 6, 10, Tyre);
        builder.Ellipsoid(new Vector3(0.02f, 0, 0.45f), new Vector3(0.32f, 0.17f, 0.22f), 6, 10, Metal);
        builder.Ellipsoid(new Vector3(0.62f, 0, 0.95f), new Vector3(0.16f, 0.17f, 0.19f), 6, 10, Frame);
        builder.Ellipsoid(new Vector3(-0.55f, 0, 0.74f), new Vector3(0.36f, 0.19f, 0.12f), 6, 10, Frame);
        builder.Box(new Vector3(-0.93f, -0.12f, 0.74f), new Vector3(-0.85f, 0.12f, 0.84f), Lamp);
        builder.Box(new Vector3(-0.95f, -0.13f, 0.48f), new Vector3(-0.93f, 0.13f, 0.66f), Plate);
        builder.Box(new Vector3(-0.92f, -0.08f, 0.3f), new Vector3(-0.88f, 0.08f, 0.74f), Tyre);
        for (int side = -1; side <= 1; side += 2)
        {
            builder.Ellipsoid(new Vector3(0.46f, 0.44f * side, 1.2f), new Vector3(0.03f, 0.09f, 0.06f), 5, 8, Metal);
            builder.Tube(new Vector3(0.42f, 0.3f * side, 1.05f), new Vector3(0.46f, 0.42f * side, 1.18f), 0.012f, 0.012f, 4, Tyre);
        }

        if (random.Chance(0.5f))
        {
            builder.Box(new Vector3(-0.72f, -0.46f, 0.5f), new Vector3(-0.25f, -0.24f, 0.85f), Metal);
            builder.Box(new Vector3(-0.72f, 0.24f, 0.5f), new Vector3(-0.25f, 0.46f, 0.85f), Metal);
            builder.Box(new Vector3(-0.98f, -0.22f, 0.88f), new Vector3(-0.62f, 0.22f, 1.18f), Frame);
        }

        builder.Tube(new Vector3(0.7f, 0, 0.31f), new Vector3(0.48f, 0, 1.02f), 0.05f, 0.05f, 6, Metal);
        builder.Tube(new Vector3(-0.75f, -0.16f, 0.42f), new Vector3(-0.05f, -0.16f, 0.34f), 0.06f, 0.05f, 8, Metal);
        builder.Tube(new Vector3(0.42f, -0.36f, 1.04f), new Vector3(0.42f, 0.36f, 1.04f), 0.02f, 0.02f, 5, Tyre);
        Rider(builder, new Vector3(-0.28f, 0, 0.95f), new Vector3(0.02f, 0, 1.45f), new Vector3(0.42f, 0, 1.04f), 0.36f);
        return Model(builder.Build(), Clothes(random), 2.1f, 0.78f, 1.75f) with { TailLamps = [new(-0.93f, 0, 0.78f)], HeadLamps = [new(0.75f, 0, 0.95f)] };
    }

    private static VehicleModel Model(Mesh mesh, Material[] materials, float length, float width, float height) => new()
    {
        Mesh = mesh, FarMesh = mesh, Materials = materials, Length = length, Width = width, Height = height,
    };

    private static Material[] Clothes(SeededRandom random)
    {
        Material Cloth(Vector3 colour) => new() { Kind = MaterialKind.Solid, Albedo = colour };
        Vector3 Fabric() => random.Chance(0.5f) ? new Vector3(random.Range(0.01f, 0.08f)) : random.Colour(new Vector3(0.02f), new Vector3(0.45f));
        Vector3 skin = Vector3.Lerp(new Vector3(0.12f, 0.06f, 0.035f), new Vector3(0.5f, 0.32f, 0.24f), random.Next());
        return
        [
            Cloth(skin), Cloth(Fabric()), Cloth(random.Chance(0.5f) ? new Vector3(0.03f, 0.045f, 0.09f) : Fabric() * 0.6f),
            Cloth(Vector3.Lerp(new Vector3(0.01f), new Vector3(0.2f, 0.13f, 0.06f), random.Next())), Cloth(new Vector3(0.02f)),
            Cloth(new Vector3(0.012f)), new() { Kind = MaterialKind.Solid, Albedo = random.Colour(new Vector3(0.02f), new Vector3(0.45f)), Reflectance = 0.06f },
            new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.12f), Reflectance = 0.2f },
            Cloth(new Vector3(0.6f, 0.6f, 0.57f)),
            new() { Kind = MaterialKind.Solid, Albedo = new Vector3(0.3f, 0.01f, 0.01f) },
        ];
    }

    private static Mesh WalkerMesh(float height, float girth, float phase)
    {
        MeshBuilder builder = new();
        float k = height / 1.75f;
        float swing = MathF.Sin(phase);
        Vector3 V(float x, float y, float z) => new Vector3(x, y, z) * k;
        for (int side = -1; side <= 1; side += 2)
        {
            float leg = swing * side;
            Vector3 hip = V(0, 0.09f * side, 0.9f);
            Vector3 knee = V(0.2f * leg + 0.04f, 0.09f * side, 0.49f);
            Vector3 foot = V(0.36f * leg - (leg < 0 ? 0.06f : 0f), 0.09f * side, 0.08f + (leg < 0 ? 0.05f * -leg : 0f));
            builder.Tube(hip, knee, 0.085f * k * girth, 0.06f * k, 7, Trousers);
            builder.Tube(knee, foot, 0.058f * k, 0.043f * k, 7, Trousers);
            builder.Ellipsoid(foot + V(0.07f, 0, -0.03f), V(0.13f, 0.045f, 0.05f), 4, 7, Shoes);
            float arm = -leg;
            Vector3 shoulder = V(0, 0.2f * side * girth, 1.42f);
            Vector3 elbow = V(0.13f * arm, 0.24f * side * girth, 1.13f);
            Vector3 hand = V(0.26f * arm + 0.06f, 0.23f * side * girth, 0.88f);
            builder.Tube(shoulder, elbow, 0.052f * k, 0.043f * k, 6, Shirt);
            builder.Tube(elbow, hand, 0.04f * k, 0.032f * k, 6, Shirt);
            builder.Ellipsoid(hand, V(0.045f, 0.03f, 0.06f), 4, 6, Skin);
        }

        builder.Ellipsoid(V(0, 0, 1.2f), V(0.13f, 0.205f, 0.31f) * girth, 8, 10, Shirt);
        builder.Ellipsoid(V(0, 0, 0.93f), V(0.12f, 0.17f, 0.13f) * girth, 6, 10, Trousers);
        builder.Tube(V(0, 0, 1.45f), V(0.01f, 0, 1.56f), 0.055f * k, 0.05f * k, 6, Skin);
        builder.Ellipsoid(V(0.02f, 0, 1.64f), V(0.095f, 0.078f, 0.118f), 7, 9, Skin);
        builder.Ellipsoid(V(-0.015f, 0, 1.67f), V(0.1f, 0.086f, 0.1f), 7, 9, Hair);
        return builder.Build();
    }

    private static void Bicycle(MeshBuilder builder, float radius, float thickness, float half)
    {
        foreach (float x in (float[])[-half, half])
        {
            Vector3 hub = new(x, 0, radius);
            const int Sides = 14;
            for (int i = 0; i < Sides; i++)
            {
                Vector3 P(int at)
                {
                    (float sin, float cos) = MathF.SinCos(MathF.Tau * at / Sides);
                    return hub + (new Vector3(cos, 0, sin) * (radius - thickness));
                }

                builder.Tube(P(i), P(i + 1), thickness, thickness, 5, Tyre);
            }

            builder.Tube(hub - new Vector3(0, 0.03f, 0), hub + new Vector3(0, 0.03f, 0), 0.04f, 0.04f, 6, Metal);
        }

        Vector3 crank = new(-0.05f, 0, 0.3f);
        Vector3 seat = new(-0.2f, 0, 0.88f);
        Vector3 head = new(0.36f, 0, 0.85f);
        foreach ((Vector3 a, Vector3 b) in ((Vector3, Vector3)[])[(crank, seat), (crank, head), (seat * 0.96f, head), (crank, new(-half, 0, radius)), (seat * 0.96f, new(-half, 0, radius)), (head, new(half, 0, radius))])
        {
            builder.Tube(a, b, 0.022f, 0.022f, 5, Frame);
        }

        builder.Ellipsoid(seat + new Vector3(-0.02f, 0, 0.06f), new Vector3(0.13f, 0.07f, 0.035f), 4, 7, Tyre);
        builder.Tube(new Vector3(0.36f, -0.26f, 1.0f), new Vector3(0.36f, 0.26f, 1.0f), 0.018f, 0.018f, 5, Tyre);
        builder.Tube(head, new Vector3(0.36f, 0, 1.0f), 0.02f, 0.02f, 5, Metal);
        builder.Box(new Vector3(-0.58f, -0.03f, 0.72f), new Vector3(-0.55f, 0.03f, 0.78f), Lamp);
    }

    private static void Rider(MeshBuilder builder, Vector3 hip, Vector3 shoulder, Vector3 hands, float footZ)
    {
        for (int side = -1; side <= 1; side += 2)
        {
            Vector3 y = new(0, side, 0);
            Vector3 knee = hip + new Vector3(0.36f, 0, side < 0 ? -0.12f : -0.26f) + (y * 0.13f);
            Vector3 foot = new(hip.X + 0.14f, 0.13f * side, footZ + (side < 0 ? 0.12f : -0.06f));
            builder.Tube(hip + (y * 0.08f), knee, 0.085f, 0.06f, 7, Trousers);
            builder.Tube(knee, foot, 0.058f, 0.045f, 7, Trousers);
            builder.Ellipsoid(foot + new Vector3(0.06f, 0, -0.02f), new Vector3(0.13f, 0.045f, 0.05f), 4, 7, Shoes);
            Vector3 elbow = ((shoulder + hands) / 2) + (y * 0.24f) - new Vector3(0, 0, 0.08f);
            builder.Tube(shoulder + (y * 0.19f), elbow, 0.052f, 0.043f, 6, Shirt);
            builder.Tube(elbow, hands + (y * 0.24f), 0.042f, 0.034f, 6, Shirt);
        }

        builder.Tube(hip, shoulder, 0.15f, 0.17f, 9, Shirt);
        builder.Ellipsoid(shoulder, new Vector3(0.11f, 0.21f, 0.1f), 6, 9, Shirt);
        builder.Ellipsoid(hip, new Vector3(0.14f, 0.16f, 0.12f), 6, 9, Trousers);
        Vector3 head = shoulder + new Vector3(0.08f, 0, 0.22f);
        builder.Ellipsoid(head, new Vector3(0.09f, 0.08f, 0.11f), 7, 9, Skin);
        builder.Ellipsoid(head + new Vector3(-0.01f, 0, 0.04f), new Vector3(0.125f, 0.1f, 0.1f), 7, 9, Frame);
    }
}
