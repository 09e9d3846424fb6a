namespace Simulation.Rendering;

/// <summary>Depth and triangle of each pixel of one band of rows. One thread at a time.</summary>
internal sealed class BandBuffer
{
    public BandBuffer(int width, int identities)
    {
        Width = width;
        InverseDepth = new float[width * FrameGeometry.BandRows];
        Triangle = new int[width * FrameGeometry.BandRows];
        Stamp = new int[width * FrameGeometry.BandRows];
        WholePixels = new int[identities];
    }

    public int Width { get; }

    public float[] InverseDepth { get; }

    public int[] Triangle { get; }

    /// <summary>The last identity drawn over each pixel, hidden or not.</summary>
    public int[] Stamp { get; }

    /// <summary>Pixels of this band that each identity would cover with nothing before it.</summary>
    public int[] WholePixels { get; }

    public void Clear()
    {
        Array.Clear(InverseDepth);
        Array.Fill(Triangle, -1);
        Array.Clear(Stamp);
        Array.Clear(WholePixels);
    }
}
