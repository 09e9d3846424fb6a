using System.Numerics;

namespace Simulation.Meshes;

/// <summary>How a surface looks. Colours are linear RGB.</summary>
/// <remarks>Not thread safe while it is written; the lamp fields change between frames, the rest never.</remarks>
public sealed class Material
{
    public MaterialKind Kind { get; init; }

    /// <summary>Reflectance; for a skin the colour of its paint.</summary>
    public Vector3 Albedo { get; set; }

    /// <summary>Mirror reflectance seen head-on, 0 for matt.</summary>
    public float Reflectance { get; init; }

    /// <summary>Light that it gives off by itself.</summary>
    public Vector3 Emission { get; set; }

    public SkinTexture? Skin { get; init; }

    public SpriteTexture? Sprite { get; init; }

    /// <summary>Seen from both sides.</summary>
    public bool TwoSided { get; init; }

    /// <summary>Lies on the ground and throws no shadow of its own.</summary>
    public bool CastsNoShadow { get; init; }

    /// <summary>How strongly tail lamps shine: 0 off, 1 with the headlights, 3 braking.</summary>
    public float TailLight { get; set; }

    /// <summary>How strongly headlights shine, 0 off.</summary>
    public float HeadLight { get; set; }

    /// <summary>Seed of a facade's windows and stains.</summary>
    public int Variant { get; init; }

    /// <summary>A copy with its own lamps and paint.</summary>
    public Material WithPaint(Vector3 paint) => new()
    {
        Kind = Kind,
        Albedo = Kind == MaterialKind.Skin ? paint : Albedo,
        Reflectance = Reflectance,
        Emission = Emission,
        Skin = Skin,
        Sprite = Sprite,
        TwoSided = TwoSided,
        CastsNoShadow = CastsNoShadow,
        Variant = Variant,
    };
}
