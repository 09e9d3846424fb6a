namespace Simulation.Rendering;

/// <summary>One row of a picture while it is developed, a plane for each colour. One thread at a time.</summary>
internal sealed class DevelopedRow
{
    public DevelopedRow(int width)
    {
        Width = width;
        Red = new float[width + (2 * EightWide.Width)];
        Green = new float[width + (2 * EightWide.Width)];
        Blue = new float[width + (2 * EightWide.Width)];
        Bytes = new byte[(width + EightWide.Width) * 4];
    }

    public int Width { get; }

    public float[] Red { get; }

    public float[] Green { get; }

    public float[] Blue { get; }

    /// <summary>BGR, with room for whole groups of eight pixels.</summary>
    public byte[] Bytes { get; }
}
