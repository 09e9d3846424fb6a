namespace Simulation.Roads;

public enum PaintColour : byte
{
    White,
    Yellow,
}
