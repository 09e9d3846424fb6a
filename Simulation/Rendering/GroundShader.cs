using System.Numerics;
using Simulation.Roads;

namespace Simulation.Rendering;

/// <summary>Colour of the ground by road coordinates: surfaces, paint, cracks, patches, tracks.</summary>
/// <remarks>Paint is filtered exactly over the pixel's footprint, lengthened by what the car drives while the shutter is open.</remarks>
internal sealed class GroundShader
{
    private const float MaskCoverage = 0.4f;
    private readonly RoadLayout _layout;
    private readonly NoiseSet _noise;
    private readonly float _wetness;
    private readonly Vector3 _asphalt;
    private readonly float _patchSeed;
    private readonly Lane[] _lanes;
    private LaneMarking[] _active = [];
    private CrossMarking[] _activeCrossings = [];

    public GroundShader(RoadLayout layout, NoiseSet noise, Atmosphere atmosphere, SeededRandom random)
    {
        _layout = layout;
        _lanes = [.. layout.Lanes];
        _noise = noise;
        _wetness = atmosphere.Wetness;
        float grey = random.Range(0.075f, 0.13f);
        _asphalt = new Vector3(grey, grey * random.Range(0.97f, 1.01f), grey * random.Range(0.95f, 1.06f));
        _patchSeed = random.Range(0f, 1f);
    }

    /// <summary>Chooses the paint that a frame can see.</summary>
    public void Begin(float fromS, float toS)
    {
        _active = [.. _layout.Markings.Where(marking => marking.EndS > fromS && marking.StartS < toS)];
        _activeCrossings = [.. _layout.CrossMarkings.Where(marking => marking.EndS > fromS && marking.StartS < toS)];
    }

    /// <summary>Reflectance at road coordinates.</summary>
    /// <param name="s">Station.</param>
    /// <param name="d">Offset.</param>
    /// <param name="spanS">Length of the pixel's footprint along the road, metres.</param>
    /// <param name="spanD">Its width across the road, metres.</param>
    /// <param name="blur">Metres driven while the shutter is open.</param>
    /// <param name="paint">True where the pixel is paint.</param>
    /// <param name="drivable">True where the ego car may drive.</param>
    /// <param name="gloss">Mirror reflectance: wet places.</param>
    public Vector3 Albedo(float s, float d, float spanS, float spanD, float blur, out bool paint, out bool drivable, out float gloss)
    {
        float along = spanS + blur;
        float texture = Math.Max(spanD, Math.Min(along, spanD * 6f));
        float wide = _noise.Blotches.Sample(s * (1f / 37f), d * (1f / 23f), texture / 30f);
        float edge = d + ((wide - 0.5f) * 0.5f);
        Surface surface = _layout.SurfaceAt(s, d, out drivable);
        if (surface is Surface.Gravel or Surface.Grass or Surface.DryGrass or Surface.Soil)
        {
            surface = _layout.SurfaceAt(s, edge, out _);
        }

        paint = false;
        gloss = 0f;
        float grain = _noise.Grain.Sample(s * 0.31f, d * 0.31f, texture * 0.31f);
        switch (surface)
        {
            case Surface.Asphalt:
            case Surface.Shoulder:
                break;
            case Surface.Concrete:
            case Surface.Pavement:
                float slabs = Math.Min(Math.Abs((s * 0.5f) - MathF.Round(s * 0.5f)), Math.Abs((d * 0.6f) - MathF.Round(d * 0.6f)));
                float joint = texture < 0.3f && slabs < 0.012f ? 0.65f : 1f;
                return new Vector3(0.27f, 0.26f, 0.24f) * ((0.75f + (0.3f * wide) + (0.25f * (grain - 0.5f))) * joint);
            case Surface.Kerb:
                return new Vector3(0.33f, 0.325f, 0.31f) * (0.8f + (0.4f * grain * wide) + (0.1f * wide));
            case Surface.Gravel:
                return new Vector3(0.24f, 0.215f, 0.18f) * (0.45f + (0.75f * grain) + (0.3f * (wide - 0.5f)));
            default:
                return Verge(surface, s, d, texture, wide, grain);
        }

        float tracks = 0f;
        if (texture < 1.2f)
        {
            foreach (Lane lane in _lanes)
            {
                float off = d - lane.Centre;
                if (Math.Abs(off) < lane.Width / 2)
                {
                    float wheel = Math.Abs(Math.Abs(off) - 0.85f);
                    tracks = -0.10f * MathF.Exp(-wheel * wheel * 14f);
                    tracks -= 0.07f * MathF.Exp(-off * off * 9f) * wide;
                    break;
                }
            }
        }

        float streaks = _noise.Blotches.Sample((s * (1f / 160f)) + 0.3f, d * (1f / 5f), texture / 12f) - 0.5f;
        float tone = 0.82f + (0.36f * wide) + (0.42f * (grain - 0.5f)) + tracks + (0.3f * streaks);
        if (surface == Surface.Shoulder)
        {
            tone = ((tone - 0.8f) * 1.3f) + 1.12f;
        }

        tone *= PatchTone(s, d);
        if (texture < 0.25f)
        {
            float crack = _noise.Cracks.Sample((s * (1f / 11f)) + (0.02f * streaks), d * (1f / 11f), Math.Max(along * 0.5f, spanD) / 11f);
            tone *= 0.45f + (0.55f * crack);
        }

        Vector3 albedo = _asphalt * tone;
        Vector3 paintColour = new(0.62f, 0.62f, 0.6f);
        float coverage = PaintCoverage(s, d, along, spanD, out float wear, out PaintColour colour);
        if (coverage > 0)
        {
            if (colour == PaintColour.Yellow)
            {
                paintColour = new Vector3(0.58f, 0.37f, 0.04f);
            }

            float worn = Math.Clamp(((wide * 0.5f) + (grain * 0.5f) - 0.28f - wear * 0.45f) * 6f, 0.12f, 1f);
            float strength = coverage * (1f - (0.75f * wear * (1f - worn))) * (0.35f + (0.65f * Math.Max(worn, 1f - wear)));
            paint = coverage > MaskCoverage;
            albedo = Vector3.Lerp(albedo, paintColour * (0.85f + (0.3f * (grain - 0.35f))), strength);
        }

        if (_wetness > 0)
        {
            float puddle = Math.Clamp((0.62f - wide) * 6f, 0f, 1f);
            float wet = _wetness * (0.6f + (0.4f * puddle));
            albedo *= 1f - (0.5f * wet);
            gloss = wet * (0.02f + (0.06f * puddle)) * (1f - (0.5f * coverage));
        }

        return albedo;
    }

    private static Vector3 Blend(Vector3 a, Vector3 b, float t) => Vector3.Lerp(a, b, Math.Clamp(t, 0f, 1f));

    private Vector3 Verge(Surface surface, float s, float d, float texture, float wide, float grain)
    {
        float tufts = _noise.Blotches.Sample(s * 0.21f, d * 0.21f, texture * 0.21f);
        float blades = _noise.Grain.Sample(s * 0.9f, d * 0.5f, texture * 0.7f);
        float light = 0.35f + (0.5f * tufts) + (0.8f * (blades - 0.5f)) + (0.55f * (grain - 0.5f)) + (0.35f * wide);
        Vector3 colour = surface switch
        {
            Surface.Grass => Blend(new Vector3(0.055f, 0.085f, 0.022f), new Vector3(0.12f, 0.125f, 0.045f), (wide + tufts - 0.75f) * 2f),
            Surface.DryGrass => Blend(new Vector3(0.32f, 0.235f, 0.115f), new Vector3(0.16f, 0.14f, 0.055f), (wide + tufts - 0.95f) * 2.2f),
            _ => Blend(new Vector3(0.16f, 0.115f, 0.075f), new Vector3(0.1f, 0.1f, 0.045f), (wide + tufts - 1f) * 2f),
        };
        return colour * Math.Max(0.15f, light);
    }

    /// <summary>Repair patches of another age, in a random grid of places.</summary>
    private float PatchTone(float s, float d)
    {
        float cellS = MathF.Floor(s / 19f);
        float cellD = MathF.Floor(d / 3.6f);
        float hash = Fraction(MathF.Sin((cellS * 12.99f) + (cellD * 78.23f) + (_patchSeed * 91f)) * 437.5f);
        if (hash > 0.16f)
        {
            return 1f;
        }

        float inS = (s / 19f) - cellS;
        float inD = (d / 3.6f) - cellD;
        float from = 0.1f + hash;
        if (inS < from || inS > from + 0.18f + (hash * 2.5f) || inD < 0.08f || inD > 0.5f + (hash * 2.6f))
        {
            return 1f;
        }

        return hash < 0.11f ? 0.74f : 1.17f;
    }

    private static float Fraction(float value) => value - MathF.Floor(value);

    private float PaintCoverage(float s, float d, float spanS, float spanD, out float wear, out PaintColour colour)
    {
        float best = 0f;
        wear = 0f;
        colour = PaintColour.White;
        foreach (LaneMarking marking in _active)
        {
            float off = d - marking.Offset;
            if (marking.Offsets is not null)
            {
                if (s < marking.StartS || s > marking.EndS)
                {
                    continue;
                }

                off = d - marking.OffsetAt(s);
            }

            float reach = (marking.Width + spanD) / 2;
            off = Math.Abs(off);
            if (off >= reach)
            {
                continue;
            }

            float overlap = Math.Min(reach - off, Math.Min(marking.Width, spanD)) / spanD;
            float along = Overlap(s, spanS, marking.StartS, marking.EndS);
            if (along <= 0)
            {
                continue;
            }

            if (marking.Dash > 0)
            {
                float period = marking.Dash + marking.Gap;
                float phase = (s - marking.StartS) / period;
                phase = (phase - MathF.Floor(phase)) * period;
                float dash = spanS > period * 1.5f
                    ? marking.Dash / period
                    : Overlap(phase, spanS, 0, marking.Dash) + Overlap(phase - period, spanS, 0, marking.Dash) + Overlap(phase + period, spanS, 0, marking.Dash);
                along = Math.Min(along, dash);
            }

            if (overlap * along > best)
            {
                best = overlap * along;
                wear = marking.Wear;
                colour = marking.Colour;
            }
        }

        foreach (CrossMarking crossing in _activeCrossings)
        {
            float along = Overlap(s, spanS, crossing.StartS, crossing.EndS);
            if (along <= 0)
            {
                continue;
            }

            float across = Overlap(d, spanD, crossing.Right, crossing.Left);
            if (across > 0 && crossing.StripePeriod > 0)
            {
                float phase = (d - crossing.Right) / crossing.StripePeriod;
                phase = (phase - MathF.Floor(phase)) * crossing.StripePeriod;
                float stripe = spanD > crossing.StripePeriod
                    ? 0.5f
                    : Overlap(phase, spanD, 0, crossing.StripePeriod / 2) + Overlap(phase - crossing.StripePeriod, spanD, 0, crossing.StripePeriod / 2);
                across = Math.Min(across, stripe);
            }

            if (along * across > best)
            {
                best = along * across;
                wear = crossing.Wear;
                colour = PaintColour.White;
            }
        }

        return Math.Min(1f, best);
    }

    /// <summary>Share of a footprint that lies within a range.</summary>
    private static float Overlap(float centre, float span, float from, float to) =>
        Math.Max(0f, (Math.Min(centre + (span / 2), to) - Math.Max(centre - (span / 2), from)) / span);
}
