namespace Simulation.Rendering;

/// <summary>The pinhole that the rasteriser draws through; the lens's distortion is applied to its picture. Immutable.</summary>
public sealed record RenderCamera
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required float Fx { get; init; }

    public required float Fy { get; init; }

    public required float Cx { get; init; }

    public required float Cy { get; init; }

    /// <summary>Seconds from the first row's exposure to the last row's; the capture time is the middle row's.</summary>
    public float ReadoutTime { get; init; }
}
