namespace Simulation.Meshes;

/// <summary>Which shading a material takes.</summary>
public enum MaterialKind : byte
{
    /// <summary>Ground: the road's layout decides, by road coordinates in the texture coordinates.</summary>
    Ground,

    /// <summary>One colour, with a sheen.</summary>
    Solid,

    /// <summary>A painted skin: paint, glass, trim and lamps by texel.</summary>
    Skin,

    /// <summary>A picture with holes, as foliage is.</summary>
    Sprite,

    /// <summary>A building's wall with rows of windows.</summary>
    Facade,
}
