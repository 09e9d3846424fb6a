using System.Numerics;

namespace Simulation.Rendering;

/// <summary>From radiance to 8-bit steps: a filmic curve (Narkowicz 2015) and the sRGB transfer function, as a table. Immutable and thread safe.</summary>
internal sealed class ToneCurve
{
    private const int Steps = 2048;
    private const float Root = 4f;
    private readonly float[] _table = new float[Steps + 2];

    public ToneCurve()
    {
        for (int i = 0; i < _table.Length; i++)
        {
            float root = Root * i / Steps;
            float x = root * root;
            float filmic = Math.Clamp(x * ((2.51f * x) + 0.03f) / ((x * ((2.43f * x) + 0.59f)) + 0.14f), 0f, 1f);
            float encoded = filmic <= 0.0031308f ? 12.92f * filmic : (1.055f * MathF.Pow(filmic, 1 / 2.4f)) - 0.055f;
            _table[i] = 255f * encoded;
        }
    }

    /// <summary>8-bit steps, not rounded, of an exposed radiance.</summary>
    public float Encode(float exposed)
    {
        float at = MathF.Sqrt(Math.Clamp(exposed, 0f, (Root * Root) - 0.01f)) * (Steps / Root);
        int i = (int)at;
        return _table[i] + ((at - i) * (_table[i + 1] - _table[i]));
    }
}
