using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Radiance of the sky and of the far land, by direction. Immutable and thread safe.</summary>
public sealed class Sky
{
    private const int HillSamples = 2048;
    private const float HighestLand = 0.14f;
    private const float CloudShare = 0.75f;
    private const float SunGlint = 0.985f;
    private const float WoodTop = 0.12f;
    private const float GroundBelow = 0.08f;
    private readonly Atmosphere _atmosphere;
    private readonly NoiseTexture _clouds;
    private readonly float[] _hills = new float[HillSamples + 2];
    private readonly float[] _woods = new float[HillSamples + 2];
    private readonly Vector3 _hillColour;
    private readonly Vector3 _woodColour;

    public Sky(Atmosphere atmosphere, NoiseSet noise, SeededRandom random, float hillHeight, float woodHeight)
    {
        _atmosphere = atmosphere;
        _clouds = noise.Sky;
        float offset = random.Range(0f, 1f);
        for (int i = 0; i < HillSamples; i++)
        {
            float u = (float)i / HillSamples;
            float broad = noise.Blotches.Sample(u * 3f, offset, 0) + (0.25f * (noise.Grain.Sample(u * 2f, offset, 0.02f) - 0.5f));
            _hills[i] = Math.Max(0f, (broad - 0.3f) * hillHeight);
            float tall = noise.Blotches.Sample(u * 11f, offset + 0.37f, 0);
            float leafy = noise.Grain.Sample(u * 6f, offset + 0.1f, 0.004f) - 0.5f;
            _woods[i] = Math.Max(0f, woodHeight * ((0.6f * tall) + 0.25f + (0.5f * leafy)));
        }

        for (int i = HillSamples; i < _hills.Length; i++)
        {
            _hills[i] = _hills[i - HillSamples];
            _woods[i] = _woods[i - HillSamples];
        }

        Vector3 light = (atmosphere.SunColour * 0.35f) + (atmosphere.Zenith * 0.8f);
        Vector3 haze = atmosphere.HazeColour;
        float fade = 1f - MathF.Exp(-atmosphere.HazeDensity * 2600f);
        float nearFade = 1f - MathF.Exp(-atmosphere.HazeDensity * 900f);
        _hillColour = Vector3.Lerp(new Vector3(0.045f, 0.06f, 0.035f) * light, haze, Math.Min(1f, fade));
        _woodColour = Vector3.Lerp(new Vector3(0.028f, 0.042f, 0.016f) * light, haze, Math.Min(1f, nearFade));
    }

    /// <summary>Smooth sky without clouds or land, as ambient light and reflections see it.</summary>
    public Vector3 Smooth(Vector3 direction)
    {
        float up = Math.Max(0f, direction.Z);
        float t = 1f - up;
        float toHorizon = t * t * t;
        Vector3 colour = Vector3.Lerp(_atmosphere.Zenith, _atmosphere.Horizon, toHorizon * t);
        float cover = _atmosphere.Clouds * CloudShare;
        return Vector3.Lerp(colour, _atmosphere.CloudColour, cover * (1f - (toHorizon * 0.5f)));
    }

    /// <summary>What a polished surface mirrors in eight directions: sky above, woods near the horizon, ground below.</summary>
    internal Vectors8 Reflected(Vectors8 direction, Vector3 ground)
    {
        Vector256<float> z = direction.Z;
        Vector256<float> t = Vector256<float>.One - EightWide.Max(z, Vector256<float>.Zero);
        Vector256<float> toHorizon = t * t * t;
        Vectors8 sky = Vectors8.Lerp(Vectors8.Of(_atmosphere.Zenith), Vectors8.Of(_atmosphere.Horizon), toHorizon * t);
        sky = Vectors8.Lerp(sky, Vectors8.Of(_atmosphere.CloudColour), (Vector256<float>.One - (toHorizon * 0.5f)) * (_atmosphere.Clouds * CloudShare));
        Vector256<float> sun = Vectors8.Dot(direction, Vectors8.Of(_atmosphere.SunDirection)) - EightWide.Of(SunGlint);
        sun = Vector256.GreaterThan(z, EightWide.Of(WoodTop)) & (EightWide.Max(sun, Vector256<float>.Zero) * (2.5f / (1f - SunGlint)));
        sky += Vectors8.Of(_atmosphere.SunColour) * sun;
        Vectors8 woods = Vectors8.Of(_woodColour);
        Vectors8 above = Vectors8.Lerp(woods, sky, EightWide.Clamp01((z - EightWide.Of(WoodTop / 2)) * (2f / WoodTop)));
        Vectors8 below = Vectors8.Lerp(woods, Vectors8.Of(ground), EightWide.Clamp01(z * (-1f / GroundBelow)));
        return Vectors8.Select(Vector256.GreaterThan(z, Vector256<float>.Zero), above, below);
    }

    /// <summary>The sky behind everything, with clouds and sun but without land.</summary>
    public Vector3 Open(Vector3 direction)
    {
        float up = Math.Max(0f, direction.Z);
        float t = 1f - up;
        Vector3 colour = Vector3.Lerp(_atmosphere.Zenith, _atmosphere.Horizon, t * t * t * t * t);
        float sun = Vector3.Dot(direction, _atmosphere.SunDirection);
        if (sun > 0.5f)
        {
            float glow = MathF.Pow(sun, 24f) * 0.25f;
            colour += _atmosphere.SunColour * (glow * (1f - (_atmosphere.Clouds * 0.8f)));
            if (sun > 0.9995f)
            {
                colour += _atmosphere.SunColour * 12f * (1f - _atmosphere.Clouds);
            }
        }

        if (_atmosphere.Clouds > 0.01f && up > 0.01f)
        {
            float scale = 0.05f / (up + 0.12f);
            float density = _clouds.Sample(direction.X * scale * 2f, direction.Y * scale * 2f, 0.0008f + (scale * 0.002f));
            float cover = Math.Clamp((density - (0.72f - (0.5f * _atmosphere.Clouds))) * 3.2f, 0f, 1f) * Math.Clamp(up * 14f, 0f, 1f);
            colour = Vector3.Lerp(colour, _atmosphere.CloudColour * (0.75f + (0.35f * density)), cover);
        }

        return Vector3.Lerp(_atmosphere.HazeColour, colour, Math.Clamp(MathF.Exp(-_atmosphere.HazeDensity * 60f / Math.Max(0.004f, up)), 0f, 1f));
    }

    /// <summary>Draws hills and woods over eight places of the sky.</summary>
    /// <param name="open">The sky there.</param>
    /// <param name="elevation">Tangent of the angle above the horizon.</param>
    /// <param name="azimuth">Radians, counter-clockwise from world X.</param>
    internal Vectors8 WithLand(Vectors8 open, Vector256<float> elevation, Vector256<float> azimuth)
    {
        Vector256<float> low = Vector256.LessThan(elevation, EightWide.Of(HighestLand));
        if (!EightWide.Any(low))
        {
            return open;
        }

        Vector256<float> at = (azimuth * (1f / MathF.Tau)) + EightWide.Of(0.5f);
        at = (at - Vector256.Floor(at)) * HillSamples;
        Vector256<float> whole = Vector256.Floor(at);
        Vector256<int> i = EightWide.ToInt(whole);
        Vector256<int> next = i + Vector256<int>.One;
        Vector256<float> woods = EightWide.Lerp(EightWide.Gather(_woods, i), EightWide.Gather(_woods, next), at - whole);
        Vector256<float> hills = EightWide.Lerp(EightWide.Gather(_hills, i), EightWide.Gather(_hills, next), at - whole);
        Vectors8 colour = Vectors8.Select(low & Vector256.LessThan(elevation, hills), Vectors8.Of(_hillColour), open);
        Vectors8 wood = Vectors8.Of(_woodColour) * ((EightWide.Clamp01(elevation * 40f) * 0.3f) + EightWide.Of(0.85f));
        return Vectors8.Select(low & Vector256.LessThan(elevation, woods), wood, colour);
    }
}
