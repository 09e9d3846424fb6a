namespace Simulation.Truth;

/// <summary>A box in image pixels, half-open.</summary>
public readonly record struct PixelBox(float XMin, float YMin, float XMax, float YMax)
{
    public float Width => Math.Max(0, XMax - XMin);

    public float Height => Math.Max(0, YMax - YMin);

    public float Area => Width * Height;

    public PixelBox Clipped(int width, int height) => new(
        Math.Clamp(XMin, 0, width), Math.Clamp(YMin, 0, height), Math.Clamp(XMax, 0, width), Math.Clamp(YMax, 0, height));
}
