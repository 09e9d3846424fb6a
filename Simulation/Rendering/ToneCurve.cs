using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>From radiance to 8-bit steps: a filmic curve (Narkowicz 2015) and the sRGB transfer function, as a table. Immutable and thread safe.</summary>
internal sealed class ToneCurve
{
    private const int Steps = 8192;
    private const float Root = 4f;
    private readonly float[] _table = new float[Steps + 1];

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

    /// <summary>8-bit steps, not rounded, of eight exposed radiances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Encode(Vector256<float> exposed)
    {
        Vector256<float> limited = EightWide.Min(EightWide.Max(exposed, Vector256<float>.Zero), EightWide.Of(Root * Root));
        return EightWide.Gather(_table, EightWide.ToInt((Vector256.Sqrt(limited) * (Steps / Root)) + EightWide.Of(0.5f)));
    }
}
