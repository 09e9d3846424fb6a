namespace Simulation.Rendering;

/// <summary>What drawing one band of rows needs: depth and triangle of each pixel, the ground of a row, the sky. One thread at a time.</summary>
internal sealed class BandBuffer
{
    public BandBuffer(RenderCamera camera, int identities)
    {
        Width = camera.Width;
        InverseDepth = new float[Width * FrameGeometry.BandRows];
        Triangle = new int[Width * FrameGeometry.BandRows];
        Stamp = new int[Width * FrameGeometry.BandRows];
        WholePixels = new int[identities];
        Ground = new GroundRow(Width);
        Sky = new SkyGrid(camera);
    }

    public int Width { get; }

    public float[] InverseDepth { get; }

    public int[] Triangle { get; }

    /// <summary>The last identity drawn over each pixel, hidden or not.</summary>
    public int[] Stamp { get; }

    /// <summary>Pixels that each identity would cover in this band with nothing before it, counted as often as the lens takes them.</summary>
    public int[] WholePixels { get; }

    public GroundRow Ground { get; }

    public SkyGrid Sky { get; }

    public void Clear()
    {
        Array.Clear(InverseDepth);
        Array.Fill(Triangle, -1);
        Array.Clear(Stamp);
        Array.Clear(WholePixels);
    }
}
