using System.Numerics;
using System.Runtime.Intrinsics;
using Simulation.Roads;

namespace Simulation.Rendering;

/// <summary>Colour of what is not asphalt: slabs, kerbs, gravel, grass, soil, at eight places. Immutable and thread safe.</summary>
internal sealed class GroundVerge
{
    private readonly NoiseSet _noise;

    public GroundVerge(NoiseSet noise)
    {
        _noise = noise;
    }

    /// <summary>Reflectance.</summary>
    /// <param name="surface">Numbers of <see cref="Surface"/>.</param>
    /// <param name="s">Stations.</param>
    /// <param name="d">Offsets.</param>
    /// <param name="texture">Size of the pixels' footprints, metres.</param>
    /// <param name="wide">Coarse noise there.</param>
    /// <param name="grain">Fine noise there.</param>
    public Vectors8 Albedo(Vector256<float> surface, Vector256<float> s, Vector256<float> d, Vector256<float> texture, Vector256<float> wide, Vector256<float> grain)
    {
        Vector256<float> natural = Vector256.GreaterThan(surface, EightWide.Of((float)Surface.Gravel));
        Vectors8 colour = EightWide.Any(natural) ? Natural(surface, s, d, texture, wide, grain) : default;
        if (Vector256.ExtractMostSignificantBits(natural) == 0xFF)
        {
            return colour;
        }

        Vector256<float> gravel = Vector256.Equals(surface, EightWide.Of((float)Surface.Gravel));
        Vector256<float> tone = (grain * 0.75f) + ((wide - EightWide.Of(0.5f)) * 0.3f) + EightWide.Of(0.45f);
        colour = Vectors8.Select(gravel, Vectors8.Of(new Vector3(0.24f, 0.215f, 0.18f)) * tone, colour);
        Vector256<float> kerb = Vector256.Equals(surface, EightWide.Of((float)Surface.Kerb));
        tone = (grain * wide * 0.4f) + (wide * 0.1f) + EightWide.Of(0.8f);
        colour = Vectors8.Select(kerb, Vectors8.Of(new Vector3(0.33f, 0.325f, 0.31f)) * tone, colour);
        Vector256<float> slabs = Vector256.Equals(surface, EightWide.Of((float)Surface.Pavement));
        return Vectors8.Select(slabs, Slabs(s, d, texture, wide, grain), colour);
    }

    private static Vectors8 Slabs(Vector256<float> s, Vector256<float> d, Vector256<float> texture, Vector256<float> wide, Vector256<float> grain)
    {
        Vector256<float> joint = EightWide.Min(FromJoint(s * 0.5f), FromJoint(d * 0.6f));
        Vector256<float> dark = Vector256.LessThan(texture, EightWide.Of(0.3f)) & Vector256.LessThan(joint, EightWide.Of(0.012f));
        Vector256<float> tone = (wide * 0.3f) + ((grain - EightWide.Of(0.5f)) * 0.25f) + EightWide.Of(0.75f);
        return Vectors8.Of(new Vector3(0.27f, 0.26f, 0.24f)) * (tone * EightWide.Select(dark, EightWide.Of(0.65f), Vector256<float>.One));
    }

    private static Vector256<float> FromJoint(Vector256<float> slabs) => Vector256.Abs(slabs - Vector256.Floor(slabs + EightWide.Of(0.5f)));

    private Vectors8 Natural(Vector256<float> surface, Vector256<float> s, Vector256<float> d, Vector256<float> texture, Vector256<float> wide, Vector256<float> grain)
    {
        Vector256<float> half = EightWide.Of(0.5f);
        Vector256<float> tufts = _noise.Blotches.Sample(s * 0.21f, d * 0.21f, texture * 0.21f);
        Vector256<float> blades = _noise.Grain.Sample(s * 0.9f, d * 0.5f, texture * 0.7f);
        Vector256<float> light = EightWide.Of(0.35f) + (tufts * 0.5f) + ((blades - half) * 0.8f) + ((grain - half) * 0.55f) + (wide * 0.35f);
        Vector256<float> mix = wide + tufts;
        Vectors8 grass = Blend(new Vector3(0.055f, 0.085f, 0.022f), new Vector3(0.12f, 0.125f, 0.045f), (mix - EightWide.Of(0.75f)) * 2f);
        Vectors8 dry = Blend(new Vector3(0.32f, 0.235f, 0.115f), new Vector3(0.16f, 0.14f, 0.055f), (mix - EightWide.Of(0.95f)) * 2.2f);
        Vectors8 soil = Blend(new Vector3(0.16f, 0.115f, 0.075f), new Vector3(0.1f, 0.1f, 0.045f), (mix - Vector256<float>.One) * 2f);
        Vectors8 colour = Vectors8.Select(Vector256.Equals(surface, EightWide.Of((float)Surface.Grass)), grass, soil);
        colour = Vectors8.Select(Vector256.Equals(surface, EightWide.Of((float)Surface.DryGrass)), dry, colour);
        return colour * EightWide.Max(light, EightWide.Of(0.15f));
    }

    private static Vectors8 Blend(Vector3 a, Vector3 b, Vector256<float> t) => Vectors8.Lerp(Vectors8.Of(a), Vectors8.Of(b), EightWide.Clamp01(t));
}
