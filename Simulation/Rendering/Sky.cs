using System.Numerics;

namespace Simulation.Rendering;

/// <summary>Radiance of the sky and of the far land, by direction. Immutable and thread safe.</summary>
public sealed class Sky
{
    private const int HillSamples = 2048;
    private readonly Atmosphere _atmosphere;
    private readonly NoiseTexture _clouds;
    private readonly float[] _hills = new float[HillSamples];
    private readonly float[] _woods = new float[HillSamples];
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
        float cover = _atmosphere.Clouds * 0.75f;
        return Vector3.Lerp(colour, _atmosphere.CloudColour, cover * (1f - (toHorizon * 0.5f)));
    }

    /// <summary>What a polished surface mirrors: sky above, woods near the horizon, ground below.</summary>
    public Vector3 Reflected(Vector3 direction, Vector3 ground)
    {
        float z = direction.Z;
        if (z > 0.12f)
        {
            Vector3 sky = Smooth(direction);
            float sun = Vector3.Dot(direction, _atmosphere.SunDirection);
            return sun > 0.985f ? sky + (_atmosphere.SunColour * 2.5f * (sun - 0.985f) / 0.015f) : sky;
        }

        if (z > 0f)
        {
            return Vector3.Lerp(_woodColour, Smooth(direction), Math.Clamp((z - 0.06f) / 0.06f, 0f, 1f));
        }

        return Vector3.Lerp(_woodColour, ground, Math.Clamp(-z / 0.08f, 0f, 1f));
    }

    /// <summary>The sky behind everything, with clouds, sun, hills and woods.</summary>
    public Vector3 Behind(Vector3 direction)
    {
        float horizontal = MathF.Sqrt((direction.X * direction.X) + (direction.Y * direction.Y));
        float elevation = direction.Z / Math.Max(1e-4f, horizontal);
        if (elevation < 0.14f)
        {
            float turn = (MathF.Atan2(direction.Y, direction.X) / MathF.Tau) + 0.5f;
            float at = turn * HillSamples;
            int i = (int)at & (HillSamples - 1);
            int j = (i + 1) & (HillSamples - 1);
            float f = at - MathF.Floor(at);
            if (elevation < _woods[i] + (f * (_woods[j] - _woods[i])))
            {
                return _woodColour * (0.85f + (0.3f * Math.Clamp(elevation * 40f, 0f, 1f)));
            }

            if (elevation < _hills[i] + (f * (_hills[j] - _hills[i])))
            {
                return _hillColour;
            }
        }

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
}
