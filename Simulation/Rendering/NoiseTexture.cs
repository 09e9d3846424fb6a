using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>A tileable grey texture with its smaller versions, values in [0, 1] around 0.5. Immutable and thread safe.</summary>
public sealed class NoiseTexture
{
    private const int Size = 512;
    private const int Bits = 9;
    private readonly float[][] _levels;
    private readonly int[] _quads = new int[(2 * Size * Size) + Size + 1];
    private readonly float _low;
    private readonly float _step;

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
        _low = values.Min();
        _step = Math.Max(1e-6f, (values.Max() - _low) / byte.MaxValue);
        foreach (float[] level in _levels)
        {
            PackQuads(level, (int)MathF.Sqrt(level.Length));
        }
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

    /// <summary>Eight samples as the scalar overload takes one, from values rounded to 8 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<float> Sample(Vector256<float> u, Vector256<float> v, Vector256<float> footprint)
    {
        // The float's exponent is the level of detail, and 2 to the power of (9 - level) the level's size.
        Vector256<int> exponent = ((footprint * (Size * 1.2f)).AsInt32() >> 23) - Vector256.Create(127);
        Vector256<int> level = Vector256.Min(Vector256.Max(exponent, Vector256<int>.Zero), Vector256.Create(Bits));
        Vector256<float> size = ((Vector256.Create(127 + Bits) - level) << 23).AsSingle();
        Vector256<float> x = (u - Vector256.Floor(u)) * size;
        Vector256<float> y = (v - Vector256.Floor(v)) * size;
        Vector256<float> x0 = Vector256.Floor(x);
        Vector256<float> y0 = Vector256.Floor(y);
        Vector256<int> quads = EightWide.Gather(_quads, EightWide.ToInt(((size + y0) * size) + x0));
        Vector256<int> one = Vector256.Create(0xFF);
        Vector256<float> a = EightWide.ToFloat(quads & one);
        Vector256<float> b = EightWide.ToFloat((quads >>> 8) & one);
        Vector256<float> c = EightWide.ToFloat((quads >>> 16) & one);
        Vector256<float> d = EightWide.ToFloat(quads >>> 24);
        Vector256<float> top = EightWide.Lerp(a, b, x - x0);
        Vector256<float> bottom = EightWide.Lerp(c, d, x - x0);
        return (EightWide.Lerp(top, bottom, y - y0) * _step) + EightWide.Of(_low);
    }

    /// <summary>Keeps each texel with its three neighbours in one number, so that one access fetches all that a sample needs.</summary>
    /// <remarks>A level of n × n texels lies at n², where it collides with no other.</remarks>
    private void PackQuads(float[] level, int size)
    {
        int Step(int x, int y) => (int)Math.Clamp(((level[((y % size) * size) + (x % size)] - _low) / _step) + 0.5f, 0f, byte.MaxValue);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                _quads[((size + y) * size) + x] = Step(x, y) | (Step(x + 1, y) << 8) | (Step(x, y + 1) << 16) | (Step(x + 1, y + 1) << 24);
            }
        }
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
