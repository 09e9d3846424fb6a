using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Light that leaves the ground towards the camera, eight pixels at a time. Thread safe between <see cref="Begin"/> calls.</summary>
internal sealed class GroundLighting
{
    private const float LampGloss = 9f;
    private readonly Atmosphere _atmosphere;
    private readonly Sky _sky;
    private readonly GroundShader _ground;
    private readonly ShadowMap _shadows;
    private readonly SceneLights _lights;
    private readonly AmbientLight _ambient;
    private readonly float _pixel;
    private readonly bool _hasSun;
    private CameraPose _pose;
    private float _blur;

    public GroundLighting(Atmosphere atmosphere, Sky sky, GroundShader ground, ShadowMap shadows, SceneLights lights, AmbientLight ambient, RenderCamera camera)
    {
        _atmosphere = atmosphere;
        _sky = sky;
        _ground = ground;
        _shadows = shadows;
        _lights = lights;
        _ambient = ambient;
        _pixel = 1f / camera.Fx;
        _hasSun = atmosphere.SunColour.LengthSquared() > 1e-4f;
    }

    /// <param name="pose">The camera's.</param>
    /// <param name="blur">Metres driven while the shutter is open.</param>
    public void Begin(in CameraPose pose, float blur)
    {
        _pose = pose;
        _blur = blur;
    }

    /// <summary>Shades all pixels of a row.</summary>
    public void Shade(GroundRow row)
    {
        if (row.Count == 0)
        {
            return;
        }

        row.Pad();
        Vector256<float> longest = Vector256<float>.Zero;
        for (int i = 0; i < row.Count; i += EightWide.Width)
        {
            longest = EightWide.Max(longest, Measure(row, i));
        }

        float reach = 0f;
        for (int i = 0; i < EightWide.Width; i++)
        {
            reach = Math.Max(reach, longest[i]);
        }

        _ground.Begin(row, reach / 2);
        for (int i = 0; i < row.Count; i += EightWide.Width)
        {
            Shade(row, i);
        }
    }

    /// <summary>Makes the normals unit vectors and measures the pixels' lengths along the road.</summary>
    private Vector256<float> Measure(GroundRow row, int i)
    {
        Vectors8 normal = new(EightWide.Load(row.NormalX, i), EightWide.Load(row.NormalY, i), EightWide.Load(row.NormalZ, i));
        normal *= Vector256<float>.One / Vector256.Sqrt(Vectors8.Dot(normal, normal));
        EightWide.Store(normal.X, row.NormalX, i);
        EightWide.Store(normal.Y, row.NormalY, i);
        EightWide.Store(normal.Z, row.NormalZ, i);
        Vectors8 toPoint = new Vectors8(EightWide.Load(row.X, i), EightWide.Load(row.Y, i), EightWide.Load(row.Z, i)) - Vectors8.Of(_pose.Position);
        Vector256<float> distance = Vector256.Sqrt(Vectors8.Dot(toPoint, toPoint));
        Vector256<float> facing = EightWide.Max(EightWide.Of(0.004f), -(Vectors8.Dot(toPoint, normal) / distance));
        Vector256<float> along = EightWide.Load(row.Depth, i) * _pixel / facing;
        EightWide.Store(distance, row.Distance, i);
        EightWide.Store(facing, row.Facing, i);
        EightWide.Store(along, row.Along, i);
        return along + EightWide.Of(_blur);
    }

    private void Shade(GroundRow row, int i)
    {
        Vector256<float> one = Vector256<float>.One;
        Vectors8 point = new(EightWide.Load(row.X, i), EightWide.Load(row.Y, i), EightWide.Load(row.Z, i));
        Vectors8 normal = new(EightWide.Load(row.NormalX, i), EightWide.Load(row.NormalY, i), EightWide.Load(row.NormalZ, i));
        Vector256<float> distance = EightWide.Load(row.Distance, i);
        Vector256<float> facing = EightWide.Load(row.Facing, i);
        Vectors8 albedo = _ground.Albedo(
            row.Selection, EightWide.Load(row.S, i), EightWide.Load(row.D, i), EightWide.Load(row.Along, i) + EightWide.Of(_blur), EightWide.Load(row.Depth, i) * _pixel,
            out Vector256<float> paint, out Vector256<float> drivable, out Vector256<float> gloss);
        Vectors8 light = _ambient.Above(normal.Z);
        if (_hasSun)
        {
            Vector256<float> sun = EightWide.Max(Vectors8.Dot(normal, Vectors8.Of(_atmosphere.SunDirection)), Vector256<float>.Zero);
            light += Vectors8.Of(_atmosphere.SunColour) * (sun * _shadows.Sun(point));
        }

        Vector256<float> contact = _shadows.Contact(point);
        light *= one - contact;
        if (_lights.Any)
        {
            light += _lights.At(point, normal) * (one - (contact * 0.7f));
        }

        Vectors8 colour = albedo * light;
        if (EightWide.Any(Vector256.GreaterThan(gloss, Vector256<float>.Zero)))
        {
            colour += Mirror(point, normal, distance, gloss) * ((one - contact) * 0.75f);
            if (_lights.Reflections.Any)
            {
                colour += _lights.Reflections.At(point) * (gloss * LampGloss * (one - contact));
            }
        }

        // Dry asphalt also brightens towards the horizon.
        Vector256<float> sheen = EightWide.Max(one - (facing * (1f / 0.12f)), Vector256<float>.Zero);
        sheen = Vector256.AndNot(sheen * sheen * (one - contact) * 0.1f, Vector256.GreaterThan(gloss, Vector256<float>.Zero));
        colour += Vectors8.Of(_ambient.FromHorizon) * sheen;
        Vector256<float> clear = EightWide.Exp(distance * -_atmosphere.HazeDensity);
        colour = Vectors8.Lerp(Vectors8.Of(_atmosphere.HazeColour), colour, clear);
        EightWide.Store(colour.X, row.Red, i);
        EightWide.Store(colour.Y, row.Green, i);
        EightWide.Store(colour.Z, row.Blue, i);
        uint painted = Vector256.ExtractMostSignificantBits(paint);
        uint free = Vector256.ExtractMostSignificantBits(drivable);
        for (int lane = 0; lane < EightWide.Width; lane++)
        {
            row.Truth[i + lane] = (PixelTruth)(((painted >> lane) & 1) | (((free >> lane) & 1) << 1));
        }
    }

    private Vectors8 Mirror(Vectors8 point, Vectors8 normal, Vector256<float> distance, Vector256<float> gloss)
    {
        Vector256<float> one = Vector256<float>.One;
        Vectors8 view = (point - Vectors8.Of(_pose.Position)) * (one / distance);
        Vector256<float> cos = EightWide.Clamp01(-Vectors8.Dot(view, normal));
        Vector256<float> grazing = one - cos;
        Vector256<float> squared = grazing * grazing;
        Vector256<float> fresnel = gloss + ((one - gloss) * (squared * squared * grazing));
        fresnel &= Vector256.GreaterThan(gloss, Vector256<float>.Zero);
        return _sky.Reflected(view + (normal * (cos * 2f)), _ambient.GroundMirror) * fresnel;
    }
}
