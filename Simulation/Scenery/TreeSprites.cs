using System.Numerics;
using Simulation.Meshes;

namespace Simulation.Scenery;

/// <summary>Draws pictures of trees and bushes: a trunk and thousands of leaves in clumps lit from above.</summary>
public static class TreeSprites
{
    private const int Width = 256;
    private const int Height = 256;

    public static SpriteTexture Broadleaf(SeededRandom random)
    {
        Vector4[] texels = new Vector4[Width * Height];
        Vector3 leaf = random.Colour(new Vector3(0.045f, 0.075f, 0.018f), new Vector3(0.10f, 0.125f, 0.045f));
        float crownBottom = random.Range(0.12f, 0.3f);
        Trunk(texels, random, 0.5f, 0.022f, crownBottom + 0.25f);
        float wide = random.Range(0.3f, 0.42f);
        int clumps = 46;
        for (int k = 0; k < clumps; k++)
        {
            float angle = random.Range(0f, MathF.Tau);
            float r = MathF.Sqrt(random.Next());
            float x = 0.5f + (wide * r * MathF.Cos(angle));
            float y = crownBottom + ((0.93f - crownBottom) * (0.5f + (0.46f * r * MathF.Sin(angle))));
            float size = random.Range(0.05f, 0.11f);
            float depth = k / (float)clumps;
            Clump(texels, random, x, y, size, leaf * (0.4f + (0.6f * depth)) * (0.65f + (0.6f * y)), 1100);
        }

        return new SpriteTexture(Width, Height, texels);
    }

    public static SpriteTexture Conifer(SeededRandom random)
    {
        Vector4[] texels = new Vector4[Width * Height];
        Vector3 leaf = random.Colour(new Vector3(0.022f, 0.045f, 0.02f), new Vector3(0.05f, 0.075f, 0.035f));
        Trunk(texels, random, 0.5f, 0.016f, 0.9f);
        for (int layer = 0; layer < 26; layer++)
        {
            float y = 0.08f + (0.88f * layer / 26f);
            float half = 0.26f * (1f - (0.97f * layer / 26f));
            for (int k = 0; k < 5; k++)
            {
                float x = 0.5f + random.Range(-half, half);
                Clump(texels, random, x, y, random.Range(0.025f, 0.05f), leaf * random.Range(0.5f, 1.15f), 400);
            }
        }

        return new SpriteTexture(Width, Height, texels);
    }

    public static SpriteTexture Bush(SeededRandom random)
    {
        Vector4[] texels = new Vector4[Width * Height];
        Vector3 leaf = random.Colour(new Vector3(0.05f, 0.07f, 0.02f), new Vector3(0.13f, 0.125f, 0.05f));
        for (int k = 0; k < 50; k++)
        {
            float x = random.Range(0.1f, 0.9f);
            float limit = 0.9f * MathF.Sqrt(Math.Max(0.02f, 1f - MathF.Pow((x - 0.5f) / 0.5f, 2)));
            float y = random.Range(0.0f, limit);
            Clump(texels, random, x, y, random.Range(0.06f, 0.11f), leaf * (0.45f + (0.6f * k / 50f)) * (0.6f + (0.6f * y)), 900);
        }

        return new SpriteTexture(Width, Height, texels);
    }

    private static void Trunk(Vector4[] texels, SeededRandom random, float x, float halfWidth, float top)
    {
        Vector3 bark = random.Colour(new Vector3(0.06f, 0.045f, 0.035f), new Vector3(0.12f, 0.1f, 0.08f));
        for (int iy = 0; iy < top * Height; iy++)
        {
            float half = halfWidth * (1.2f - (0.7f * iy / (top * Height))) * Width;
            for (int ix = (int)((x * Width) - half); ix <= (int)((x * Width) + half); ix++)
            {
                float shade = 0.6f + (0.6f * random.Next());
                texels[(iy * Width) + ix] = new Vector4(bark * shade, 1);
            }
        }
    }

    private static void Clump(Vector4[] texels, SeededRandom random, float x, float y, float size, Vector3 colour, int leaves)
    {
        for (int i = 0; i < leaves; i++)
        {
            float angle = random.Range(0f, MathF.Tau);
            float r = MathF.Sqrt(random.Next());
            float ox = r * MathF.Cos(angle);
            float oy = r * MathF.Sin(angle);
            int ix = (int)((x + (size * ox)) * Width);
            int iy = (int)((y + (size * oy * 0.8f)) * Height);
            if (ix < 1 || iy < 0 || ix >= Width - 1 || iy >= Height - 1)
            {
                continue;
            }

            float lit = (0.62f + (0.42f * oy)) * random.Range(0.7f, 1.3f);
            texels[(iy * Width) + ix] = new Vector4(colour * Math.Max(0.2f, lit) * 1.5f, 1);
        }
    }
}
