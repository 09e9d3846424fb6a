namespace Simulation.Roads;

/// <summary>What the ground is made of.</summary>
public enum Surface : byte
{
    Asphalt,
    Shoulder,
    Kerb,
    Pavement,
    Gravel,
    Grass,
    DryGrass,
    Soil,
}
