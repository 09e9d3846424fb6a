using System.Numerics;
using System.Runtime.Intrinsics;

namespace Simulation.Rendering;

/// <summary>Light of sky, horizon and ground that reaches a surface without the sun. Immutable and thread safe.</summary>
internal sealed class AmbientLight
{
    public AmbientLight(Atmosphere atmosphere, Sky sky)
    {
        FromSky = (sky.Smooth(Vector3.UnitZ) * 0.6f) + (sky.Smooth(new Vector3(0.8f, 0, 0.6f)) * 0.4f);
        FromHorizon = sky.Smooth(new Vector3(0.97f, 0, 0.24f)) * 0.5f;
        Vector3 sunOnGround = atmosphere.SunColour * Math.Max(0f, atmosphere.SunDirection.Z);
        FromGround = new Vector3(0.11f, 0.11f, 0.09f) * (sunOnGround + FromSky);
        GroundMirror = new Vector3(0.1f) * ((sunOnGround * 0.7f) + FromSky);
    }

    public Vector3 FromSky { get; }

    public Vector3 FromHorizon { get; }

    public Vector3 FromGround { get; }

    /// <summary>What a mirror shows of the ground.</summary>
    public Vector3 GroundMirror { get; }

    /// <summary>At surfaces of any direction.</summary>
    public Vectors8 At(Vector256<float> normalZ)
    {
        Vector256<float> down = Vector256.LessThan(normalZ, Vector256<float>.Zero);
        return EightWide.Any(down)
            ? Vectors8.Select(down, Vectors8.Lerp(Vectors8.Of(FromHorizon * 0.6f), Vectors8.Of(FromGround), EightWide.Clamp01(-normalZ)), Above(normalZ))
            : Above(normalZ);
    }

    /// <summary>For surfaces that face upwards.</summary>
    public Vectors8 Above(Vector256<float> normalZ) =>
        Vectors8.Lerp(Vectors8.Of(FromHorizon + (FromGround * 0.3f)), Vectors8.Of(FromSky), EightWide.Clamp01(normalZ));
}
