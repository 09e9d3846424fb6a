using Fusion.Geometry;

namespace Perception.Inference;

/// <summary>
/// Where a source image, or a part of it, lies in a network's input, and the way back: xInput = (xSource − CropLeft) · ScaleX + PadX and
/// yInput = (ySource − CropTop) · ScaleY + PadY.
/// </summary>
/// <remarks>
/// Pixels are continuous: the left edge of the leftmost pixel is 0. The image fills <see cref="ContentWidth"/> ×
/// <see cref="ContentHeight"/> whole input pixels from (<see cref="PadX"/>, <see cref="PadY"/>), so that the scales of the
/// two axes may differ by the rounding to whole pixels and by <see cref="ImageInput.MostWidening"/>, and differ freely for <see cref="InputFit.Stretch"/>.
/// </remarks>
public readonly record struct Letterbox(
    int SourceWidth, int SourceHeight, int InputWidth, int InputHeight, int PadX, int PadY, int ContentWidth, int ContentHeight)
{
    /// <summary>Rows of the source image that are cut off at the top and do not reach the network.</summary>
    public int CropTop { get; init; }

    /// <summary>Rows that are cut off at the bottom.</summary>
    public int CropBottom { get; init; }

    /// <summary>Columns that are cut off at the left.</summary>
    public int CropLeft { get; init; }

    /// <summary>Columns that are cut off at the right.</summary>
    public int CropRight { get; init; }

    /// <summary>Columns of the source image that reach the network.</summary>
    public int VisibleWidth => SourceWidth - CropLeft - CropRight;

    /// <summary>Rows of the source image that reach the network.</summary>
    public int VisibleHeight => SourceHeight - CropTop - CropBottom;

    /// <summary>Input pixels per source pixel.</summary>
    public double ScaleX => (double)ContentWidth / VisibleWidth;

    /// <inheritdoc cref="ScaleX"/>
    public double ScaleY => (double)ContentHeight / VisibleHeight;

    /// <summary>Places an image of a size in a network's input.</summary>
    /// <param name="input">The network's.</param>
    /// <param name="sourceWidth">Pixels.</param>
    /// <param name="sourceHeight">Pixels.</param>
    /// <param name="region">The part of the image that the network sees; null for what its manifest says.</param>
    public static Letterbox For(ImageInput input, int sourceWidth, int sourceHeight, ImageRegion? region = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceHeight, 1);
        ImageRegion part = region ?? new ImageRegion(0, input.CropTop, 1, 1);
        int left = Math.Min((int)Math.Round(sourceWidth * part.Left), sourceWidth - 1);
        int top = Math.Min((int)Math.Round(sourceHeight * part.Top), sourceHeight - 1);
        int right = sourceWidth - Math.Max((int)Math.Round(sourceWidth * part.Right), left + 1);
        int bottom = sourceHeight - Math.Max((int)Math.Round(sourceHeight * part.Bottom), top + 1);
        if (input.Fit == InputFit.Stretch)
        {
            return new Letterbox(sourceWidth, sourceHeight, input.Width, input.Height, 0, 0, input.Width, input.Height)
            {
                CropLeft = left, CropTop = top, CropRight = right, CropBottom = bottom,
            };
        }

        int columns = sourceWidth - left - right;
        int rows = sourceHeight - top - bottom;
        double fullX = (double)input.Width / columns;
        double fullY = (double)input.Height / rows;
        int width = Math.Clamp((int)Math.Round(columns * Math.Min(fullX, fullY * input.MostWidening)), 1, input.Width);
        int height = Math.Clamp((int)Math.Round(rows * Math.Min(fullX, fullY)), 1, input.Height);
        bool isCentred = input.Anchor == LetterboxAnchor.Centre;
        int padX = isCentred ? (input.Width - width) / 2 : 0;
        int padY = isCentred ? (input.Height - height) / 2 : 0;
        return new Letterbox(sourceWidth, sourceHeight, input.Width, input.Height, padX, padY, width, height)
        {
            CropLeft = left, CropTop = top, CropRight = right, CropBottom = bottom,
        };
    }

    public double ToInputX(double sourceX) => ((sourceX - CropLeft) * ScaleX) + PadX;

    public double ToInputY(double sourceY) => ((sourceY - CropTop) * ScaleY) + PadY;

    public double ToSourceX(double inputX) => ((inputX - PadX) / ScaleX) + CropLeft;

    public double ToSourceY(double inputY) => ((inputY - PadY) / ScaleY) + CropTop;

    /// <summary>A box of input pixels in source pixels, not clipped.</summary>
    public Box ToSource(in Box input) => new(
        (float)ToSourceX(input.XMin), (float)ToSourceY(input.YMin), (float)ToSourceX(input.XMax), (float)ToSourceY(input.YMax));
}
