using Fusion.Lanes;
using Perception.Inference;

namespace Perception.Lanes;

/// <summary>The part of a network's mask that shows the image rather than letterbox padding, and its place in the source image.</summary>
/// <remarks>The network's mask is FullWidth × FullHeight; the window starts at (Column, Row) and is Width × Height.</remarks>
internal readonly record struct MaskWindow(int FullWidth, int FullHeight, int Column, int Row, int Width, int Height)
{
    public static MaskWindow For(in Letterbox letterbox, int maskWidth, int maskHeight)
    {
        (int column, int width) = Span(letterbox.PadX, letterbox.ContentWidth, letterbox.InputWidth, maskWidth);
        (int row, int height) = Span(letterbox.PadY, letterbox.ContentHeight, letterbox.InputHeight, maskHeight);
        return new MaskWindow(maskWidth, maskHeight, column, row, width, height);
    }

    /// <summary>Sets a mask's place in the source image.</summary>
    /// <exception cref="ArgumentException">The mask has another size than the window.</exception>
    public void Place(in Letterbox letterbox, SegmentationMask mask)
    {
        if (mask.Width != Width || mask.Height != Height)
        {
            throw new ArgumentException($"Expected a mask of {Width}x{Height}, found {mask.Width}x{mask.Height}.", nameof(mask));
        }

        double inputPerMaskX = (double)letterbox.InputWidth / FullWidth;
        double inputPerMaskY = (double)letterbox.InputHeight / FullHeight;
        mask.ScaleX = inputPerMaskX / letterbox.ScaleX;
        mask.ScaleY = inputPerMaskY / letterbox.ScaleY;
        mask.OffsetX = letterbox.ToSourceX(Column * inputPerMaskX);
        mask.OffsetY = letterbox.ToSourceY(Row * inputPerMaskY);
        mask.IsPresent = true;
    }

    // Mask pixels that lie wholly in the padding are cut; one that shows any part of the image stays.
    private static (int Start, int Length) Span(int pad, int content, int input, int mask)
    {
        int start = (int)((long)pad * mask / input);
        int end = (int)((((long)(pad + content) * mask) + input - 1) / input);
        return (start, end - start);
    }
}
