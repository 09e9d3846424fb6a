using System.Numerics;

namespace Simulation.Rendering;

/// <summary>A tileable grey texture with its smaller versions, values in [0, 1] around 0.5. Immutable and thread safe.</summary>
public sealed class NoiseTexture
{
    private const int Size = 512;
    private const int Bits = 9;
    private readonly float[][] _levels;

    private NoiseTexture(float[] values)
    {
        List<float[]> levels = [values];
        for (int size = Size / 2; size >= 1; size /= 2)
        {
            float[] above = levels[^1];
            float[] level = new float[size * size];
            int stride = size * 2;
            for (int y = 0; y < size; y++)
            {
                for (int x = 0; x < size; x++)
                {
                    int i = (2 * y * stride) + (2 * x);
                    level[(y * size) + x] = 0.25f * (above[i] + above[i + 1] + above[i + stride] + above[i + stride + 1]);
                }
            }

            levels.Add(level);
        }

        _levels = [.. levels];
    }

    /// <summary>White grains of a few sizes, as in asphalt.</summary>
    public static NoiseTexture Grain(SeededRandom random)
    {
        float[] values = new float[Size * Size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 0.5f + (0.16f * random.Normal());
        }

        AddOctaves(values, random, 64, 3, 0.1f);
        return new NoiseTexture(values);
    }

    /// <summary>Clouds of many sizes.</summary>
    public static NoiseTexture Clouds(SeededRandom random, int coarsest, int octaves)
    {
        float[] values = new float[Size * Size];
        Array.Fill(values, 0.5f);
        AddOctaves(values, random, coarsest, octaves, 0.27f);
        return new NoiseTexture(values);
    }

    /// <summary>Dark winding cracks on a light ground: 1 is no crack.</summary>
    public static NoiseTexture Cracks(SeededRandom random)
    {
        float[] values = new float[Size * Size];
        Array.Fill(values, 1f);
        for (int k = 0; k < 16; k++)
        {
            float x = random.Range(0f, Size);
            float y = random.Range(0f, Size);
            float angle = random.Range(0f, MathF.Tau);
            int length = random.Range(80, 420);
            for (int i = 0; i < length; i++)
            {
                angle += 0.22f * random.Normal();
                x += MathF.Cos(angle);
                y += MathF.Sin(angle);
                int index = (((int)MathF.Floor(y) & (Size - 1)) * Size) + ((int)MathF.Floor(x) & (Size - 1));
                values[index] = 0.15f;
                values[(index + 1) % values.Length] = Math.Min(values[(index + 1) % values.Length], 0.5f);
            }
        }

        return new NoiseTexture(values);
    }

    /// <summary>Bilinear sample.</summary>
    /// <param name="u">In tiles; wraps.</param>
    /// <param name="v">In tiles; wraps.</param>
    /// <param name="footprint">Size of the pixel in tiles.</param>
    public float Sample(float u, float v, float footprint)
    {
        float texels = footprint * Size;
        int level = texels <= 1f ? 0 : Math.Min(Bits, (BitConverter.SingleToInt32Bits(texels * 1.2f) >> 23) - 127);
        int size = Size >> level;
        int mask = size - 1;
        float[] values = _levels[level];
        float x = u * size;
        float y = v * size;
        float floorX = MathF.Floor(x);
        float floorY = MathF.Floor(y);
        float fx = x - floorX;
        float fy = y - floorY;
        int x0 = (int)floorX & mask;
        int y0 = ((int)floorY & mask) << (Bits - level);
        int x1 = (x0 + 1) & mask;
        int y1 = (((int)floorY + 1) & mask) << (Bits - level);
        float top = values[y0 + x0] + (fx * (values[y0 + x1] - values[y0 + x0]));
        float bottom = values[y1 + x0] + (fx * (values[y1 + x1] - values[y1 + x0]));
        return top + (fy * (bottom - top));
    }

    private static void AddOctaves(float[] values, SeededRandom random, int coarsest, int octaves, float amplitude)
    {
        for (int octave = 0; octave < octaves; octave++)
        {
            int cells = coarsest << octave;
            float[] lattice = new float[cells * cells];
            for (int i = 0; i < lattice.Length; i++)
            {
                lattice[i] = random.Range(-1f, 1f);
            }

            float scale = (float)cells / Size;
            float strength = amplitude / (1 << octave) * 1.3f;
            for (int y = 0; y < Size; y++)
            {
                float ly = y * scale;
                int y0 = (int)ly;
                float fy = Smooth(ly - y0);
                int y1 = (y0 + 1) % cells;
                for (int x = 0; x < Size; x++)
                {
                    float lx = x * scale;
                    int x0 = (int)lx;
                    float fx = Smooth(lx - x0);
                    int x1 = (x0 + 1) % cells;
                    float top = lattice[(y0 * cells) + x0] + (fx * (lattice[(y0 * cells) + x1] - lattice[(y0 * cells) + x0]));
                    float bottom = lattice[(y1 * cells) + x0] + (fx * (lattice[(y1 * cells) + x1] - lattice[(y1 * cells) + x0]));
                    values[(y * Size) + x] += strength * (top + (fy * (bottom - top)));
                }
            }
        }
    }

    private static float Smooth(float t) => t * t * (3f - (2f * t));
}
