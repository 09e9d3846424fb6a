using System.Numerics;
using Simulation.Meshes;

namespace Simulation.Rendering;

/// <summary>Light leaving each visible surface towards the camera. Thread safe between <see cref="Begin"/> calls.</summary>
internal sealed class SurfaceShader
{
    private readonly Atmosphere _atmosphere;
    private readonly Sky _sky;
    private readonly NoiseSet _noise;
    private readonly ShadowMap _shadows;
    private readonly SceneLights _lights;
    private readonly RenderCamera _camera;
    private readonly AmbientLight _ambient;
    private readonly bool _hasSun;
    private CameraPose _pose;

    public SurfaceShader(Atmosphere atmosphere, Sky sky, NoiseSet noise, GroundShader ground, ShadowMap shadows, SceneLights lights, RenderCamera camera)
    {
        _atmosphere = atmosphere;
        _sky = sky;
        _noise = noise;
        _shadows = shadows;
        _lights = lights;
        _camera = camera;
        _ambient = new AmbientLight(atmosphere, sky);
        Ground = new GroundLighting(atmosphere, sky, ground, shadows, lights, _ambient, camera);
        _hasSun = atmosphere.SunColour.LengthSquared() > 1e-4f;
    }

    public Sky Sky => _sky;

    /// <summary>Shades the ground, eight pixels at a time.</summary>
    public GroundLighting Ground { get; }

    /// <param name="pose">The camera's.</param>
    /// <param name="blur">Metres driven while the shutter is open.</param>
    public void Begin(in CameraPose pose, float blur)
    {
        _pose = pose;
        Ground.Begin(pose, blur);
    }

    /// <summary>Shades one pixel of anything but the ground.</summary>
    public Vector3 Shade(FrameGeometry geometry, ref TriangleSetup t, Material material, float px, float py)
    {
        float e0 = (t.A0 * px) + (t.B0 * py) + t.C0;
        float e1 = (t.A1 * px) + (t.B1 * py) + t.C1;
        float e2 = (t.A2 * px) + (t.B2 * py) + t.C2;
        float depth = 1f / (e0 + e1 + e2);
        e0 *= depth;
        e1 *= depth;
        e2 *= depth;
        Vector3 point = (geometry.World[t.V0] * e0) + (geometry.World[t.V1] * e1) + (geometry.World[t.V2] * e2);
        Vector3 normal = Vector3.Normalize((geometry.Normals[t.V0] * e0) + (geometry.Normals[t.V1] * e1) + (geometry.Normals[t.V2] * e2));
        Vector2 uv = (geometry.Coordinates[t.V0] * e0) + (geometry.Coordinates[t.V1] * e1) + (geometry.Coordinates[t.V2] * e2);
        Vector3 toPoint = point - _pose.Position;
        float distance = toPoint.Length();
        Vector3 view = toPoint / distance;
        if (material.TwoSided && Vector3.Dot(normal, view) > 0)
        {
            normal = -normal;
        }

        Vector3 colour = material.Kind switch
        {
            MaterialKind.Skin => SkinAt(material, geometry, ref t, point, normal, view, uv, depth),
            MaterialKind.Sprite => SpriteAt(material, geometry, ref t, point, uv, depth),
            MaterialKind.Facade => Facade(material, point, normal, view, uv, depth),
            _ => Lit(material.Albedo, point, normal, view, material.Reflectance, soft: true) + material.Emission,
        };
        float clear = MathF.Exp(-_atmosphere.HazeDensity * distance);
        return Vector3.Lerp(_atmosphere.HazeColour, colour, clear);
    }

    private Vector3 Irradiance(Vector3 point, Vector3 normal, bool soft)
    {
        Vector3 light = _ambient.At(normal);
        float facing = Vector3.Dot(normal, _atmosphere.SunDirection);
        if (_hasSun && facing > 0)
        {
            light += _atmosphere.SunColour * (facing * _shadows.Sun(point + (normal * (normal.Z < 0.3f ? 0.3f : 0.05f)), soft));
        }

        return _lights.Any ? light + _lights.At(point, normal) : light;
    }

    private Vector3 Lit(Vector3 albedo, Vector3 point, Vector3 normal, Vector3 view, float reflectance, bool soft)
    {
        Vector3 colour = albedo * Irradiance(point, normal, soft);
        return reflectance <= 0 ? colour : colour + Mirror(normal, view, reflectance);
    }

    private Vector3 Mirror(Vector3 normal, Vector3 view, float reflectance)
    {
        float cos = Math.Clamp(-Vector3.Dot(view, normal), 0f, 1f);
        float grazing = 1f - cos;
        float squared = grazing * grazing;
        float fresnel = reflectance + ((1f - reflectance) * squared * squared * grazing);
        Vector3 mirrored = view + (normal * (2f * cos));
        Vector3 reflected = _sky.Reflected(mirrored, _ambient.GroundMirror);
        return reflected * fresnel;
    }

    private Vector3 SkinAt(Material material, FrameGeometry geometry, ref TriangleSetup t, Vector3 point, Vector3 normal, Vector3 view, Vector2 uv, float depth)
    {
        SkinTexture skin = material.Skin!;
        Vector2 c0 = geometry.Coordinates[t.V0];
        Vector2 c1 = geometry.Coordinates[t.V1];
        Vector2 c2 = geometry.Coordinates[t.V2];
        float dx = Math.Abs(((t.A0 * c0.X) + (t.A1 * c1.X) + (t.A2 * c2.X)) - (uv.X * (t.A0 + t.A1 + t.A2))) * depth;
        float dy = Math.Abs(((t.B0 * c0.Y) + (t.B1 * c1.Y) + (t.B2 * c2.Y)) - (uv.Y * (t.B0 + t.B1 + t.B2))) * depth;
        float texels = Math.Max(dx, dy * 0.6f) * skin.Width;
        int level = texels <= 1f ? 0 : (BitConverter.SingleToInt32Bits(texels) >> 23) - 127;
        SkinTexel texel = skin.Sample(uv.X, uv.Y, level);
        Vector3 albedo = texel.Colour + (material.Albedo * texel.Paint);
        Vector3 light = Irradiance(point, normal, soft: true);
        float height = point.Z - geometry.Items[t.Item].Placement.Origin.Z;
        light *= 0.55f + (0.45f * Math.Clamp(height / 0.6f, 0f, 1f));
        Vector3 colour = albedo * light;
        float reflectance = (0.05f * texel.Paint) + (0.085f * texel.Glass) + (0.012f * (1f - texel.Paint - texel.Glass));
        if (reflectance > 0.02f)
        {
            colour += Mirror(normal, view, reflectance);
        }

        if (texel.Tail > 0 && material.TailLight > 0)
        {
            colour += new Vector3(1f, 0.07f, 0.045f) * (texel.Tail * material.TailLight);
        }

        if (texel.Head > 0 && material.HeadLight > 0)
        {
            float towards = Math.Max(0f, -Vector3.Dot(view, geometry.Items[t.Item].Placement.Forward));
            colour += new Vector3(1f, 0.95f, 0.85f) * (texel.Head * material.HeadLight * towards * towards);
        }

        return colour;
    }

    private Vector3 SpriteAt(Material material, FrameGeometry geometry, ref TriangleSetup t, Vector3 point, Vector2 uv, float depth)
    {
        SpriteTexture sprite = material.Sprite!;
        int level = Rasterizer.Level(ref t, geometry.Coordinates[t.V0], geometry.Coordinates[t.V1], geometry.Coordinates[t.V2], depth, sprite);
        Vector4 texel = sprite.Sample(uv.X, uv.Y, level);
        Vector3 albedo = new Vector3(texel.X, texel.Y, texel.Z) * material.Albedo;
        Vector3 light = (_ambient.FromSky * 0.7f) + (_ambient.FromGround * 0.3f) + (_atmosphere.SunColour * 0.55f);
        return albedo * (_lights.Any ? light + _lights.At(point, -_pose.Forward) : light);
    }

    private Vector3 Facade(Material material, Vector3 point, Vector3 normal, Vector3 view, Vector2 uv, float depth)
    {
        float storey = uv.Y / 3.1f;
        float bay = uv.X / (2.2f + (0.4f * (material.Variant % 4)));
        float inStorey = storey - MathF.Floor(storey);
        float inBay = bay - MathF.Floor(bay);
        float stains = _noise.Blotches.Sample(uv.X / 19f, uv.Y / 13f, depth / _camera.Fx / 15f);
        float grain = _noise.Grain.Sample(uv.X * 0.4f, uv.Y * 0.4f, depth / _camera.Fx * 0.4f);
        Vector3 wall = material.Albedo * (0.7f + (0.4f * stains) + (0.3f * (grain - 0.5f)));
        bool ground = storey < 1f;
        float border = (material.Variant & 1) == 0 ? 0.28f : 0.18f;
        bool window = ground
            ? inStorey is > 0.06f and < 0.82f && inBay is > 0.08f and < 0.92f
            : inStorey is > 0.3f and < 0.84f && inBay > border && inBay < 1f - border;
        if (!window)
        {
            return wall * Irradiance(point, normal, soft: true);
        }

        float hash = MathF.Sin((MathF.Floor(bay) * 12.98f) + (MathF.Floor(storey) * 78.2f) + material.Variant) * 43758.5f;
        hash -= MathF.Floor(hash);
        Vector3 room = new Vector3(0.03f, 0.032f, 0.035f) * (0.5f + hash);
        Vector3 colour = (room * Irradiance(point, normal, soft: true)) + Mirror(normal, view, 0.09f);
        return _atmosphere.Headlights && hash > 0.55f ? colour + (new Vector3(1f, 0.72f, 0.38f) * (0.25f * hash * _atmosphere.StreetLamps)) : colour;
    }
}
