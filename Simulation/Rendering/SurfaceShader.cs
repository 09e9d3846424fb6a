using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>Light leaving each visible surface but the ground towards the camera, eight pixels at a time. Thread safe between <see cref="Begin"/> calls.</summary>
internal sealed class SurfaceShader
{
    private readonly Atmosphere _atmosphere;
    private readonly ShadowMap _shadows;
    private readonly SceneLights _lights;
    private readonly AmbientLight _ambient;
    private readonly FacadeShader _facade;
    private readonly float _pixel;
    private readonly bool _hasSun;
    private CameraPose _pose;

    public SurfaceShader(Atmosphere atmosphere, Sky sky, NoiseSet noise, GroundShader ground, ShadowMap shadows, SceneLights lights, RenderCamera camera)
    {
        _atmosphere = atmosphere;
        Sky = sky;
        _shadows = shadows;
        _lights = lights;
        _ambient = new AmbientLight(atmosphere, sky);
        _facade = new FacadeShader(noise, atmosphere);
        _pixel = 1f / camera.Fx;
        Ground = new GroundLighting(atmosphere, sky, ground, shadows, lights, _ambient, camera);
        _hasSun = atmosphere.SunColour.LengthSquared() > 1e-4f;
    }

    public Sky Sky { get; }

    /// <summary>Shades the ground.</summary>
    public GroundLighting Ground { get; }

    /// <param name="pose">The camera's.</param>
    /// <param name="blur">Metres driven while the shutter is open.</param>
    public void Begin(in CameraPose pose, float blur)
    {
        _pose = pose;
        Ground.Begin(pose, blur);
    }

    /// <summary>Shades neighbouring pixels of one triangle.</summary>
    /// <param name="geometry">The frame's.</param>
    /// <param name="triangle">Which.</param>
    /// <param name="light">Takes the result.</param>
    /// <param name="x">The first pixel.</param>
    /// <param name="count">How many.</param>
    /// <param name="y">Their row.</param>
    [SkipLocalsInit]
    public void Shade(FrameGeometry geometry, ref TriangleSetup triangle, LightImage light, int x, int count, int y)
    {
        Material material = geometry.ItemMaterials[triangle.Item][triangle.Slot];
        TriangleRun run = new(geometry, triangle, y + 0.5f);
        SurfaceDetail detail = new(run, triangle, material, x + (0.5f * count));

        // Past its last pixel a triangle's plane may run through the camera.
        Vector256<float> last = EightWide.Of(x + count - 0.5f);
        for (int i = 0; i < count; i += EightWide.Width)
        {
            Vector256<float> px = EightWide.Min(EightWide.Iota + EightWide.Of(x + i + 0.5f), last);
            Vector256<float> depth = run.At(px, out Vectors8 point, out Vectors8 normal, out Vector256<float> u, out Vector256<float> v);
            normal *= Vector256<float>.One / Vector256.Sqrt(Vectors8.Dot(normal, normal));
            Vectors8 toPoint = point - Vectors8.Of(_pose.Position);
            Vector256<float> distance = Vector256.Sqrt(Vectors8.Dot(toPoint, toPoint));
            Vectors8 view = toPoint * (Vector256<float>.One / distance);
            if (material.TwoSided)
            {
                Vector256<float> away = Vector256.GreaterThan(Vectors8.Dot(normal, view), Vector256<float>.Zero);
                normal = Vectors8.Select(away, normal * EightWide.Of(-1f), normal);
            }

            Vectors8 colour = material.Kind switch
            {
                MaterialKind.Skin => Skin(material, detail, geometry.Items[triangle.Item].Placement, point, normal, view, u, v),
                MaterialKind.Sprite => Sprite(material, detail, point, u, v),
                MaterialKind.Facade => Facade(material, point, normal, view, u, v, depth),
                _ => Solid(material, point, normal, view),
            };
            Vector256<float> clear = EightWide.Exp(distance * -_atmosphere.HazeDensity);
            light.Set(((y * light.Width) + x) + i, Math.Min(EightWide.Width, count - i), Vectors8.Lerp(Vectors8.Of(_atmosphere.HazeColour), colour, clear));
        }
    }

    private Vectors8 Irradiance(Vectors8 point, Vectors8 normal)
    {
        Vectors8 light = _ambient.At(normal.Z);
        if (_hasSun)
        {
            Vector256<float> facing = EightWide.Max(Vectors8.Dot(normal, Vectors8.Of(_atmosphere.SunDirection)), Vector256<float>.Zero);
            if (EightWide.Any(Vector256.GreaterThan(facing, Vector256<float>.Zero)))
            {
                // Walls throw their own shadow a little further off, or they would show stripes.
                Vector256<float> off = EightWide.Select(Vector256.LessThan(normal.Z, EightWide.Of(0.3f)), EightWide.Of(0.3f), EightWide.Of(0.05f));
                light += Vectors8.Of(_atmosphere.SunColour) * (facing * _shadows.Sun(point + (normal * off)));
            }
        }

        return _lights.Any ? light + _lights.At(point, normal) : light;
    }

    private Vectors8 Solid(Material material, Vectors8 point, Vectors8 normal, Vectors8 view)
    {
        Vectors8 colour = (Vectors8.Of(material.Albedo) * Irradiance(point, normal)) + Vectors8.Of(material.Emission);
        return material.Reflectance <= 0 ? colour : colour + Mirror(normal, view, EightWide.Of(material.Reflectance));
    }

    private Vectors8 Mirror(Vectors8 normal, Vectors8 view, Vector256<float> reflectance)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> cos = EightWide.Clamp01(-Vectors8.Dot(view, normal));
        Vector256<float> grazing = one - cos;
        Vector256<float> squared = grazing * grazing;
        Vector256<float> fresnel = reflectance + ((one - reflectance) * (squared * squared * grazing));
        return Sky.Reflected(view + (normal * (cos * 2f)), _ambient.GroundMirror) * fresnel;
    }

    private Vectors8 Skin(
        Material material, in SurfaceDetail detail, in Placement placement, Vectors8 point, Vectors8 normal, Vectors8 view, Vector256<float> u, Vector256<float> v)
    {
        SkinTexel8 texel = material.Skin!.Sample(u, v, detail.Level);
        Vectors8 albedo = texel.Colour + (Vectors8.Of(material.Albedo) * texel.Paint);
        Vector256<float> height = EightWide.Clamp01((point.Z - EightWide.Of(placement.Origin.Z)) * (1f / 0.6f));
        Vectors8 colour = albedo * (Irradiance(point, normal) * ((height * 0.45f) + EightWide.Of(0.55f)));
        Vector256<float> rest = Vector256<float>.One - texel.Paint - texel.Glass;
        Vector256<float> reflectance = (texel.Paint * 0.05f) + (texel.Glass * 0.085f) + (rest * 0.012f);
        Vector256<float> shiny = Vector256.GreaterThan(reflectance, EightWide.Of(0.02f));
        if (EightWide.Any(shiny))
        {
            Vectors8 mirrored = Mirror(normal, view, reflectance);
            colour += new Vectors8(shiny & mirrored.X, shiny & mirrored.Y, shiny & mirrored.Z);
        }

        if (material.TailLight > 0)
        {
            colour += Vectors8.Of(new Vector3(1f, 0.07f, 0.045f)) * (texel.Tail * material.TailLight);
        }

        if (material.HeadLight > 0)
        {
            Vector256<float> towards = EightWide.Max(Vector256<float>.Zero, -Vectors8.Dot(view, Vectors8.Of(placement.Forward)));
            colour += Vectors8.Of(new Vector3(1f, 0.95f, 0.85f)) * (texel.Head * towards * towards * material.HeadLight);
        }

        return colour;
    }

    private Vectors8 Sprite(Material material, in SurfaceDetail detail, Vectors8 point, Vector256<float> u, Vector256<float> v)
    {
        Vectors8 albedo = material.Sprite!.Colour(u, v, detail.Level) * Vectors8.Of(material.Albedo);
        Vectors8 light = Vectors8.Of((_ambient.FromSky * 0.7f) + (_ambient.FromGround * 0.3f) + (_atmosphere.SunColour * 0.55f));
        return albedo * (_lights.Any ? light + _lights.At(point, Vectors8.Of(-_pose.Forward)) : light);
    }

    private Vectors8 Facade(Material material, Vectors8 point, Vectors8 normal, Vectors8 view, Vector256<float> u, Vector256<float> v, Vector256<float> depth)
    {
        Vectors8 albedo = _facade.Albedo(material, u, v, depth * _pixel, out Vector256<float> window, out Vectors8 glow);
        Vectors8 colour = albedo * Irradiance(point, normal);
        if (!EightWide.Any(window))
        {
            return colour;
        }

        Vectors8 mirrored = Mirror(normal, view, EightWide.Of(0.09f));
        return colour + glow + new Vectors8(window & mirrored.X, window & mirrored.Y, window & mirrored.Z);
    }
}
