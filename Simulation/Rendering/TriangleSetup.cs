namespace Simulation.Rendering;

/// <summary>A triangle on the screen: b_i / w of its three corners as planes over x, y (Olano &amp; Greer 1997), and its bounds.</summary>
internal struct TriangleSetup
{
    public float A0;
    public float B0;
    public float C0;
    public float A1;
    public float B1;
    public float C1;
    public float A2;
    public float B2;
    public float C2;
    public int V0;
    public int V1;
    public int V2;
    public int Item;
    public short XMin;
    public short XMax;
    public short YMin;
    public short YMax;
    public byte Slot;
}
