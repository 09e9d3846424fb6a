using System.Numerics;

namespace Simulation.Meshes;

/// <summary>Builds trucks with a box or a trailer, and buses.</summary>
public static class LargeVehicleFactory
{
    private const byte Side = 0;
    private const byte Rear = 1;
    private const byte Front = 2;
    private const byte Roof = 3;
    private const byte Tyre = 4;
    private const byte Rim = 5;
    private const byte Dark = 6;
    private const byte CabSide = 7;

    /// <summary>A rigid truck (one body) or an articulated one (longer body, more axles).</summary>
    public static VehicleModel Truck(SeededRandom random, bool articulated)
    {
        float length = articulated ? random.Range(14.5f, 16.5f) : random.Range(7.2f, 9.5f);
        float width = articulated ? 2.55f : 2.4f;
        float height = articulated ? random.Range(3.8f, 4f) : random.Range(3.2f, 3.7f);
        float half = length / 2;
        float floor = articulated ? 1.15f : 1.0f;
        float cabLength = 2.1f;
        float cabHeight = articulated ? 3.5f : 2.75f;
        float boxFront = half - cabLength - 0.45f;
        MeshBuilder Body(int sides)
        {
            MeshBuilder builder = new();
            builder.Box(new(-half, -width / 2, floor), new(boxFront, width / 2, height), Side, Rear, Front, Roof);
            builder.Box(new(-half + 0.15f, -0.45f, 0.62f), new(half - 0.4f, 0.45f, floor), Dark);
            builder.Box(new(-half, -width / 2 * 0.95f, 0.42f), new(-half + 0.12f, width / 2 * 0.95f, 0.58f), Rim);
            for (int side = -1; side <= 1; side += 2)
            {
                builder.Box(new(-half + 0.9f, (side * (width / 2 - 0.26f)) - 0.24f, 0.22f), new(-half + 0.93f, (side * (width / 2 - 0.26f)) + 0.24f, floor), Dark);
            }

            builder.Box(new(-half - 0.02f, -width / 2 * 0.97f, 0.72f), new(-half + 0.1f, width / 2 * 0.97f, floor - 0.05f), Dark, 8, Dark, Dark);
            float cabHalf = width / 2 * 0.96f;
            Quads(builder, half - cabLength, half, cabHalf, cabHeight);
            float radius = articulated ? 0.5f : 0.45f;
            float[] axles = articulated ? [half - 1.3f, half - 4.2f, -half + 1.6f, -half + 2.9f, -half + 4.2f] : [half - 1.2f, -half + 1.9f];
            foreach (float axle in axles)
            {
                builder.Wheel(new(axle, (width / 2) - 0.2f, radius), radius, 0.36f, sides, Tyre, Rim, Dark);
                builder.Wheel(new(axle, -(width / 2) + 0.2f, radius), radius, 0.36f, sides, Tyre, Rim, Dark);
                builder.Box(new(axle - 0.62f, -width / 2 * 0.98f, radius * 2.08f), new(axle + 0.62f, width / 2 * 0.98f, radius * 2.2f), Dark);
            }

            for (int side = -1; side <= 1; side += 2)
            {
                builder.Box(new(half - 0.45f, (side * (cabHalf + 0.14f)) - 0.06f, 1.9f), new(half - 0.3f, (side * (cabHalf + 0.14f)) + 0.06f, 2.45f), Dark);
                builder.Box(new(-half + 4.9f, (side * width / 2 * 0.94f) - 0.03f, 0.5f), new(boxFront - 1f, (side * width / 2 * 0.94f) + 0.03f, 0.95f), Dark);
            }

            return builder;
        }

        Vector3 box = random.Pick<Vector3>([new(0.62f), new(0.66f), new(0.58f), new(0.6f, 0.6f, 0.58f), new(0.55f, 0.56f, 0.57f), new(0.64f, 0.63f, 0.6f), new(0.6f), new(0.65f), new(0.57f, 0.58f, 0.6f), new(0.5f, 0.48f, 0.42f), new(0.06f, 0.13f, 0.3f), new(0.42f, 0.05f, 0.04f), new(0.07f, 0.2f, 0.11f), new(0.48f, 0.3f, 0.05f)]);
        bool stripe = random.Chance(0.6f);
        Vector3 stripeColour = random.Colour(new(0.02f), new(0.5f));
        bool curtain = random.Chance(0.5f);
        float dirt = random.Range(0f, 0.7f);
        SkinTexel BoxSide(float u, float v)
        {
            float x = u * length;
            if (v < 0.035f || v > 0.975f)
            {
                return SkinTexel.Of(0.25f, 0.25f, 0.25f);
            }

            if (stripe && v is > 0.4f and < 0.68f && u is > 0.2f and < 0.8f)
            {
                float letter = (u * 21f) - MathF.Floor(u * 21f);
                return letter < 0.7f ? new SkinTexel(stripeColour, 0, 0, 0, 0) : new SkinTexel(box, 0, 0, 0, 0);
            }

            float rib = (x / (curtain ? 0.6f : 1.25f)) - MathF.Floor(x / (curtain ? 0.6f : 1.25f));
            return new SkinTexel(box * (rib < 0.05f ? 0.7f : 0.97f + (0.03f * rib)), 0, 0.05f, 0, 0);
        }

        SkinTexel BoxRear(float u, float v)
        {
            float y = Math.Abs(u - 0.5f) * 2;
            if (y > 0.955f || v is < 0.03f or > 0.965f)
            {
                return SkinTexel.Of(0.22f, 0.22f, 0.22f);
            }

            // Rods that lock the doors, with their handles and brackets, and hinges at the outer edges.
            bool rod = Math.Abs(y - 0.14f) < 0.014f || Math.Abs(y - 0.55f) < 0.014f;
            bool bracket = (Math.Abs(y - 0.14f) < 0.05f || Math.Abs(y - 0.55f) < 0.05f) && (Math.Abs(v - 0.1f) < 0.012f || Math.Abs(v - 0.5f) < 0.012f || Math.Abs(v - 0.93f) < 0.012f);
            bool handle = v is > 0.26f and < 0.285f && (y is > 0.14f and < 0.36f || y is > 0.55f and < 0.77f);
            bool hinge = y > 0.89f && (v * 5f) - MathF.Floor(v * 5f) < 0.09f;
            if (rod || bracket || handle || hinge)
            {
                return SkinTexel.Of(0.3f, 0.3f, 0.31f);
            }

            if (y < 0.012f || (y > 0.145f && y < 0.165f) || (y > 0.555f && y < 0.575f))
            {
                return new SkinTexel(box * 0.45f, 0, 0, 0, 0);
            }

            bool tape = v is > 0.045f and < 0.075f && (y * 7f) - MathF.Floor(y * 7f) < 0.5f;
            bool logo = stripe && v is > 0.55f and < 0.72f && y < 0.42f && (u * 23f) - MathF.Floor(u * 23f) < 0.7f;
            return tape ? SkinTexel.Of(0.4f, 0.02f, 0.02f) : logo ? new SkinTexel(stripeColour, 0, 0, 0, 0) : new SkinTexel(box * (0.95f - (dirt * Math.Max(0f, 0.5f - v))), 0, 0.06f, 0, 0);
        }

        Material Skin(int w, int h, Func<float, float, SkinTexel> paint) => new() { Kind = MaterialKind.Skin, Skin = SkinTexture.Paint(w, h, paint), Reflectance = 0.04f };
        Material[] materials =
        [
            Skin(256, 96, BoxSide), Skin(128, 160, BoxRear), Skin(64, 64, (_, v) => v > 0.99f ? SkinTexel.Trim : new SkinTexel(box * 0.9f, 0, 0, 0, 0)),
            new() { Kind = MaterialKind.Solid, Albedo = box * 0.8f },
            new() { Kind = MaterialKind.Solid, Albedo = new(0.014f) }, new() { Kind = MaterialKind.Solid, Albedo = new(0.35f), Reflectance = 0.1f },
            new() { Kind = MaterialKind.Solid, Albedo = new(0.01f) },
            Skin(96, 128, CabSideAt),
            Skin(192, 32, LampBar),
            Skin(128, 160, CabFrontAt),
            Skin(4, 4, (_, _) => SkinTexel.Body),
        ];
        return new VehicleModel
        {
            Mesh = Body(14).Build(), FarMesh = Body(7).Build(), Materials = materials, Length = length, Width = width, Height = height,
            TailLamps = [new(-half, width * 0.42f, 0.85f), new(-half, -width * 0.42f, 0.85f)],
            HeadLamps = [new(half, width * 0.38f, 0.8f), new(half, -width * 0.38f, 0.8f)],
        };
    }

    public static VehicleModel Bus(SeededRandom random)
    {
        float length = random.Range(10.5f, 12.2f);
        const float Width = 2.52f;
        float height = random.Range(2.95f, 3.3f);
        float half = length / 2;
        MeshBuilder Body(int sides)
        {
            MeshBuilder builder = new();
            builder.Box(new(-half, -Width / 2, 0.32f), new(half, Width / 2, height), Side, Rear, Front, Roof);
            builder.Box(new(-half + 1.5f, -0.85f, height), new(half - 2.5f, 0.85f, height + 0.22f), Roof);
            foreach (float axle in (float[])[half - 2.6f, -half + 3.2f])
            {
                builder.Wheel(new(axle, (Width / 2) - 0.14f, 0.48f), 0.48f, 0.32f, sides, Tyre, Rim, Dark);
                builder.Wheel(new(axle, -(Width / 2) + 0.14f, 0.48f), 0.48f, 0.32f, sides, Tyre, Rim, Dark);
            }

            return builder;
        }

        float Z(float v) => 0.32f + (v * (height - 0.32f));
        SkinTexel SideAt(float u, float v)
        {
            float x = (u - 0.5f) * length;
            float z = Z(v);
            foreach (float axle in (float[])[half - 2.6f, -half + 3.2f])
            {
                if (Vector2.Distance(new(x, z), new(axle, 0.48f)) < 0.58f)
                {
                    return SkinTexel.Void;
                }
            }

            float pane = (x / 1.45f) - MathF.Floor(x / 1.45f);
            return z > 1.35f && z < height - 0.35f ? (pane < 0.05f ? SkinTexel.Void : SkinTexel.Window) : SkinTexel.Body;
        }

        SkinTexel RearAt(float u, float v)
        {
            float side = Math.Abs(u - 0.5f) * 2;
            float z = Z(v);
            return side > 0.84f && z is > 0.75f and < 1.25f ? SkinTexel.TailLamp
                : side < 0.2f && z is > 0.7f and < 0.82f ? SkinTexel.Of(0.6f, 0.6f, 0.58f)
                : side < 0.85f && z > 1.75f && z < height - 0.4f ? SkinTexel.Window
                : side < 0.6f && z is > 0.95f and < 1.5f && (z * 14f) - MathF.Floor(z * 14f) < 0.45f ? SkinTexel.Void
                : z < 0.5f ? SkinTexel.Trim : SkinTexel.Body;
        }

        SkinTexel FrontAt(float u, float v)
        {
            float side = Math.Abs(u - 0.5f) * 2;
            float z = Z(v);
            return z > 1.15f && z < height - 0.45f && side < 0.93f ? SkinTexel.Window
                : z > height - 0.38f && z < height - 0.12f && side < 0.6f ? SkinTexel.Of(0.02f, 0.02f, 0.02f)
                : side > 0.66f && z is > 0.62f and < 0.86f ? SkinTexel.HeadLamp
                : z < 0.5f ? SkinTexel.Trim : SkinTexel.Body;
        }

        Material Skin(int w, int h, Func<float, float, SkinTexel> paint) => new() { Kind = MaterialKind.Skin, Skin = SkinTexture.Paint(w, h, paint), Reflectance = 0.05f };
        Material[] materials =
        [
            Skin(384, 96, SideAt), Skin(128, 160, RearAt), Skin(128, 160, FrontAt), Skin(4, 4, (_, _) => SkinTexel.Body),
            new() { Kind = MaterialKind.Solid, Albedo = new(0.014f) }, new() { Kind = MaterialKind.Solid, Albedo = new(0.35f), Reflectance = 0.1f },
            new() { Kind = MaterialKind.Solid, Albedo = new(0.01f) },
        ];
        return new VehicleModel
        {
            Mesh = Body(14).Build(), FarMesh = Body(7).Build(), Materials = materials, Length = length, Width = Width, Height = height,
            TailLamps = [new(-half, 1.1f, 1f), new(-half, -1.1f, 1f)], HeadLamps = [new(half, 1f, 0.75f), new(half, -1f, 0.75f)],
        };
    }

    private static void Quads(MeshBuilder builder, float rear, float front, float half, float height)
    {
        Vector3 P(float x, float y, float z) => new(x, y, z);
        const byte CabFront = 9;
        const byte Paint = 10;
        float slope = front - 0.25f;
        builder.Quad(P(rear, -half, 0.5f), P(front, -half, 0.5f), P(slope, -half, height), P(rear, -half, height), CabSide);
        builder.Quad(P(front, half, 0.5f), P(rear, half, 0.5f), P(rear, half, height), P(slope, half, height), CabSide, Vector2.UnitX, Vector2.UnitY);
        builder.Quad(P(front, -half, 0.5f), P(front, half, 0.5f), P(slope, half, height), P(slope, -half, height), CabFront);
        builder.Quad(P(rear, half, 0.5f), P(rear, -half, 0.5f), P(rear, -half, height), P(rear, half, height), Paint);
        builder.Quad(P(rear, -half, height), P(slope, -half, height), P(slope, half, height), P(rear, half, height), Paint);
    }

    private static SkinTexel CabSideAt(float u, float v) =>
        u is > 0.3f and < 0.9f && v is > 0.45f and < 0.78f ? SkinTexel.Window
        : v < 0.1f ? SkinTexel.Trim
        : Math.Abs(u - 0.26f) < 0.012f && v > 0.15f ? SkinTexel.Gap : SkinTexel.Body;

    private static SkinTexel CabFrontAt(float u, float v)
    {
        float side = Math.Abs(u - 0.5f) * 2;
        return v is > 0.48f and < 0.8f && side < 0.94f ? SkinTexel.Window
            : v < 0.1f ? SkinTexel.Trim
            : v is > 0.1f and < 0.2f && side > 0.62f ? SkinTexel.HeadLamp
            : v is > 0.14f and < 0.42f && side < 0.6f ? SkinTexel.Void : SkinTexel.Body;
    }

    private static SkinTexel LampBar(float u, float v)
    {
        float side = Math.Abs(u - 0.5f) * 2;
        return side > 0.74f && v is > 0.15f and < 0.85f ? (side > 0.93f ? SkinTexel.Indicator : SkinTexel.TailLamp)
            : side < 0.2f && v > 0.2f ? SkinTexel.Of(0.62f, 0.6f, 0.5f) : SkinTexel.Trim;
    }
}
