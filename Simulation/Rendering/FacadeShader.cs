using System.Numerics;
using System.Runtime.Intrinsics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>Colour of a building's wall at eight places: stains, storeys, windows, lit rooms. Immutable and thread safe.</summary>
internal sealed class FacadeShader
{
    private const float Storey = 3.1f;
    private readonly NoiseSet _noise;
    private readonly float _roomLight;

    public FacadeShader(NoiseSet noise, Atmosphere atmosphere)
    {
        _noise = noise;
        _roomLight = atmosphere.Headlights ? atmosphere.StreetLamps : 0f;
    }

    /// <summary>Reflectance.</summary>
    /// <param name="material">The wall's.</param>
    /// <param name="u">Metres along the wall.</param>
    /// <param name="v">Metres above its foot.</param>
    /// <param name="across">Size of the pixels, metres.</param>
    /// <param name="window">Mask of panes.</param>
    /// <param name="glow">Light out of rooms.</param>
    public Vectors8 Albedo(Material material, Vector256<float> u, Vector256<float> v, Vector256<float> across, out Vector256<float> window, out Vectors8 glow)
    {
        Vector256<float> half = EightWide.Of(0.5f);
        Vector256<float> storey = v * (1f / Storey);
        Vector256<float> bay = u * (1f / (2.2f + (0.4f * (material.Variant % 4))));
        Vector256<float> storeyIndex = Vector256.Floor(storey);
        Vector256<float> bayIndex = Vector256.Floor(bay);
        Vector256<float> inStorey = storey - storeyIndex;
        Vector256<float> inBay = bay - bayIndex;
        Vector256<float> stains = _noise.Blotches.Sample(u * (1f / 19f), v * (1f / 13f), across * (1f / 15f));
        Vector256<float> grain = _noise.Grain.Sample(u * 0.4f, v * 0.4f, across * 0.4f);
        Vectors8 wall = Vectors8.Of(material.Albedo) * ((stains * 0.4f) + ((grain - half) * 0.3f) + EightWide.Of(0.7f));
        float border = (material.Variant & 1) == 0 ? 0.28f : 0.18f;
        Vector256<float> shop = Vector256.LessThan(storey, Vector256<float>.One);
        window = EightWide.Select(
            shop,
            Within(inStorey, 0.06f, 0.82f) & Within(inBay, 0.08f, 0.92f),
            Within(inStorey, 0.3f, 0.84f) & Within(inBay, border, 1f - border));
        glow = default;
        if (!EightWide.Any(window))
        {
            return wall;
        }

        Vector256<int> bits = (EightWide.ToInt(bayIndex) * 0x2C1B3C6D) + (EightWide.ToInt(storeyIndex) * 0x297A2D39) + Vector256.Create(material.Variant * 0x1B56C4E9);
        bits = (bits ^ (bits >>> 15)) * 0x2C1B3C6D;
        Vector256<float> hash = EightWide.ToFloat((bits ^ (bits >>> 14)) & Vector256.Create(0xFFFF)) * (1f / 65536f);
        if (_roomLight > 0)
        {
            Vector256<float> lit = window & Vector256.GreaterThan(hash, EightWide.Of(0.55f));
            glow = Vectors8.Of(new Vector3(1f, 0.72f, 0.38f)) * (lit & (hash * (0.25f * _roomLight)));
        }

        return Vectors8.Select(window, Vectors8.Of(new Vector3(0.03f, 0.032f, 0.035f)) * (hash + half), wall);
    }

    private static Vector256<float> Within(Vector256<float> value, float low, float high) =>
        Vector256.GreaterThan(value, EightWide.Of(low)) & Vector256.LessThan(value, EightWide.Of(high));
}
