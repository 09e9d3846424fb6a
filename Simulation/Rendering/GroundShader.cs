using System.Numerics;
using System.Runtime.Intrinsics;
using Simulation.Roads;

namespace Simulation.Rendering;

/// <summary>Colour of the ground at eight places by road coordinates: surfaces, paint, cracks, patches, tracks.</summary>
/// <remarks>Thread safe between <c>Begin</c> calls.</remarks>
internal sealed class GroundShader
{
    private const float MaskCoverage = 0.4f;
    private readonly RoadLayout _layout;
    private readonly NoiseSet _noise;
    private readonly GroundSurfaces _surfaces;
    private readonly GroundVerge _verge;
    private readonly GroundSelection _visible = new();
    private readonly float _wetness;
    private readonly Vector3 _asphalt;
    private readonly int _patchSeed;
    private readonly Lane[] _lanes;

    public GroundShader(RoadLayout layout, NoiseSet noise, Atmosphere atmosphere, SeededRandom random)
    {
        _layout = layout;
        _lanes = [.. layout.Lanes];
        _noise = noise;
        _surfaces = new GroundSurfaces(layout);
        _verge = new GroundVerge(noise);
        _wetness = atmosphere.Wetness;
        float grey = random.Range(0.075f, 0.13f);
        _asphalt = new Vector3(grey, grey * random.Range(0.97f, 1.01f), grey * random.Range(0.95f, 1.06f));
        _patchSeed = random.Range(0, int.MaxValue);
    }

    /// <summary>Chooses the paint that a frame can see.</summary>
    public void Begin(float fromS, float toS) => _visible.Choose(_layout, fromS, toS);

    /// <summary>Chooses the paint that a row can see.</summary>
    /// <param name="row">The row.</param>
    /// <param name="reach">Half the longest footprint, metres.</param>
    public void Begin(GroundRow row, float reach) => row.Selection.Choose(_visible, row.LowS - reach, row.HighS + reach);

    /// <summary>Reflectance at road coordinates.</summary>
    /// <param name="selection">Paint, ramps and junctions near by.</param>
    /// <param name="s">Stations.</param>
    /// <param name="d">Offsets.</param>
    /// <param name="along">Length of the pixels' footprints along the road with what is driven while the shutter is open, metres.</param>
    /// <param name="across">Their width across the road, metres.</param>
    /// <param name="paint">Mask of what is paint.</param>
    /// <param name="drivable">Mask of where the ego car may drive.</param>
    /// <param name="gloss">Mirror reflectance: wet places.</param>
    public Vectors8 Albedo(
        GroundSelection selection, Vector256<float> s, Vector256<float> d, Vector256<float> along, Vector256<float> across,
        out Vector256<float> paint, out Vector256<float> drivable, out Vector256<float> gloss)
    {
        Vector256<float> texture = EightWide.Max(across, EightWide.Min(along, across * 6f));
        Vector256<float> wide = _noise.Blotches.Sample(s * (1f / 37f), d * (1f / 23f), texture * (1f / 30f));
        Vector256<float> grain = _noise.Grain.Sample(s * 0.31f, d * 0.31f, texture * 0.31f);
        Vector256<float> surface = _surfaces.At(selection, s, d, out drivable);
        Vector256<float> natural = Vector256.GreaterThanOrEqual(surface, EightWide.Of((float)Surface.Gravel));
        if (EightWide.Any(natural))
        {
            // The borders between natural grounds are ragged.
            Vector256<float> edge = d + ((wide - EightWide.Of(0.5f)) * 0.5f);
            surface = EightWide.Select(natural, _surfaces.At(selection, s, edge, out _), surface);
        }

        Vector256<float> paved = Vector256.LessThanOrEqual(surface, EightWide.Of((float)Surface.Shoulder));
        paint = Vector256<float>.Zero;
        gloss = Vector256<float>.Zero;
        if (!EightWide.Any(paved))
        {
            return _verge.Albedo(surface, s, d, texture, wide, grain);
        }

        Vectors8 albedo = Paved(surface, s, d, along, across, texture, wide, grain);
        Vector256<float> coverage = GroundPaint.Coverage(selection, s, d, along, across, out Vector256<float> wear, out Vector256<float> yellow);
        if (EightWide.Any(Vector256.GreaterThan(coverage, Vector256<float>.Zero)))
        {
            albedo = Painted(albedo, coverage, wear, yellow, wide, grain);
            paint = paved & Vector256.GreaterThan(coverage, EightWide.Of(MaskCoverage));
        }

        if (_wetness > 0)
        {
            Vector256<float> puddle = EightWide.Clamp01((EightWide.Of(0.62f) - wide) * 6f);
            Vector256<float> wet = ((puddle * 0.4f) + EightWide.Of(0.6f)) * _wetness;
            albedo *= Vector256<float>.One - (wet * 0.5f);
            gloss = paved & (wet * ((puddle * 0.06f) + EightWide.Of(0.02f)) * (Vector256<float>.One - (coverage * 0.5f)));
        }

        return Vector256.ExtractMostSignificantBits(paved) == 0xFF
            ? albedo
            : Vectors8.Select(paved, albedo, _verge.Albedo(surface, s, d, texture, wide, grain));
    }

    private static Vectors8 Painted(
        Vectors8 albedo, Vector256<float> coverage, Vector256<float> wear, Vector256<float> yellow, Vector256<float> wide, Vector256<float> grain)
    {
        Vector256<float> one = Vector256<float>.One;
        Vectors8 colour = Vectors8.Select(yellow, Vectors8.Of(new Vector3(0.58f, 0.37f, 0.04f)), Vectors8.Of(new Vector3(0.62f, 0.62f, 0.6f)));
        Vector256<float> worn = EightWide.Min(EightWide.Max(((wide * 0.5f) + (grain * 0.5f) - EightWide.Of(0.28f) - (wear * 0.45f)) * 6f, EightWide.Of(0.12f)), one);
        Vector256<float> strength = coverage * (one - (wear * 0.75f * (one - worn))) * ((EightWide.Max(worn, one - wear) * 0.65f) + EightWide.Of(0.35f));
        return Vectors8.Lerp(albedo, colour * (((grain - EightWide.Of(0.35f)) * 0.3f) + EightWide.Of(0.85f)), strength);
    }

    private Vectors8 Paved(
        Vector256<float> surface, Vector256<float> s, Vector256<float> d, Vector256<float> along, Vector256<float> across,
        Vector256<float> texture, Vector256<float> wide, Vector256<float> grain)
    {
        Vector256<float> half = EightWide.Of(0.5f);
        Vector256<float> streaks = _noise.Blotches.Sample((s * (1f / 160f)) + EightWide.Of(0.3f), d * (1f / 5f), texture * (1f / 12f)) - half;
        Vector256<float> tone = EightWide.Of(0.82f) + (wide * 0.36f) + ((grain - half) * 0.42f) + (streaks * 0.3f);
        Vector256<float> near = Vector256.LessThan(texture, EightWide.Of(1.2f));
        if (EightWide.Any(near))
        {
            tone += near & Tracks(d, wide);
        }

        Vector256<float> shoulder = ((tone - EightWide.Of(0.8f)) * 1.3f) + EightWide.Of(1.12f);
        tone = EightWide.Select(Vector256.Equals(surface, EightWide.Of((float)Surface.Shoulder)), shoulder, tone);
        tone *= PatchTone(s, d);
        Vector256<float> close = Vector256.LessThan(texture, EightWide.Of(0.25f));
        if (EightWide.Any(close))
        {
            Vector256<float> crack = _noise.Cracks.Sample((s * (1f / 11f)) + (streaks * 0.02f), d * (1f / 11f), EightWide.Max(along * 0.5f, across) * (1f / 11f));
            tone = EightWide.Select(close, tone * ((crack * 0.55f) + EightWide.Of(0.45f)), tone);
        }

        return Vectors8.Of(_asphalt) * tone;
    }

    /// <summary>Darker where wheels run and oil drips.</summary>
    private Vector256<float> Tracks(Vector256<float> d, Vector256<float> wide)
    {
        Vector256<float> off = EightWide.Of(100f);
        foreach (Lane lane in _lanes)
        {
            Vector256<float> from = d - EightWide.Of(lane.Centre);
            off = EightWide.Select(Vector256.LessThan(Vector256.Abs(from), EightWide.Of(lane.Width / 2)), from, off);
        }

        Vector256<float> wheel = Vector256.Abs(Vector256.Abs(off) - EightWide.Of(0.85f));
        return (EightWide.Exp(wheel * wheel * -14f) * -0.10f) - (EightWide.Exp(off * off * -9f) * wide * 0.07f);
    }

    /// <summary>Repair patches of another age, in a random grid of places.</summary>
    private Vector256<float> PatchTone(Vector256<float> s, Vector256<float> d)
    {
        Vector256<float> inS = s * (1f / 19f);
        Vector256<float> inD = d * (1f / 3.6f);
        Vector256<float> cellS = Vector256.Floor(inS);
        Vector256<float> cellD = Vector256.Floor(inD);
        Vector256<int> bits = (EightWide.ToInt(cellS) * 0x2C1B3C6D) + (EightWide.ToInt(cellD) * 0x297A2D39) + Vector256.Create(_patchSeed);
        bits = (bits ^ (bits >>> 15)) * 0x1B56C4E9;
        Vector256<float> hash = EightWide.ToFloat((bits ^ (bits >>> 14)) & Vector256.Create(0xFFFF)) * (1f / 65536f);
        Vector256<float> patched = Vector256.LessThanOrEqual(hash, EightWide.Of(0.16f));
        if (!EightWide.Any(patched))
        {
            return Vector256<float>.One;
        }

        inS -= cellS;
        inD -= cellD;
        Vector256<float> from = hash + EightWide.Of(0.1f);
        patched &= Vector256.GreaterThanOrEqual(inS, from) & Vector256.LessThanOrEqual(inS, from + (hash * 2.5f) + EightWide.Of(0.18f))
            & Vector256.GreaterThanOrEqual(inD, EightWide.Of(0.08f)) & Vector256.LessThanOrEqual(inD, (hash * 2.6f) + EightWide.Of(0.5f));
        Vector256<float> tone = EightWide.Select(Vector256.LessThan(hash, EightWide.Of(0.11f)), EightWide.Of(0.74f), EightWide.Of(1.17f));
        return EightWide.Select(patched, tone, Vector256<float>.One);
    }
}
