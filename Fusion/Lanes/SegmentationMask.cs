namespace Fusion.Lanes;

/// <summary>
/// A per-pixel probability map from a segmentation network, with its place in the source image.
/// </summary>
/// <remarks>Owned by the frame's job and overwritten for each frame. Not thread safe.</remarks>
public sealed class SegmentationMask
{
    /// <param name="width">Mask columns.</param>
    /// <param name="height">Mask rows.</param>
    public SegmentationMask(int width, int height)
    {
        Width = width;
        Height = height;
        Probability = new byte[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>[Height, Width], row-major; 0 is impossible, 255 certain.</summary>
    public byte[] Probability { get; }

    /// <summary>Source pixels per mask pixel: xImage = (xMask + 0.5) · ScaleX + OffsetX.</summary>
    public double ScaleX { get; set; } = 1;

    /// <inheritdoc cref="ScaleX"/>
    public double ScaleY { get; set; } = 1;

    /// <summary>Source pixel of the mask's left edge (negative where the mask starts in the letterbox's padding).</summary>
    public double OffsetX { get; set; }

    /// <summary>Source pixel of the mask's top edge.</summary>
    public double OffsetY { get; set; }

    /// <summary>False where the network that ran gives no such mask.</summary>
    public bool IsPresent { get; set; }
}
