using Fusion.Geometry;

namespace Perception.Inference;

/// <summary>
/// Where a source image lies in a network's input, and the way back: xInput = xSource · ScaleX + PadX and
/// yInput = (ySource − CropTop) · ScaleY + PadY.
/// </summary>
/// <remarks>
/// Pixels are continuous: the left edge of the leftmost pixel is 0. The image fills <see cref="ContentWidth"/> ×
/// <see cref="ContentHeight"/> whole input pixels from (<see cref="PadX"/>, <see cref="PadY"/>), so that the scales of the
/// two axes may differ by the rounding to whole pixels, and differ freely for <see cref="InputFit.Stretch"/>.
/// </remarks>
public readonly record struct Letterbox(
    int SourceWidth, int SourceHeight, int InputWidth, int InputHeight, int PadX, int PadY, int ContentWidth, int ContentHeight)
{
    /// <summary>Rows of the source image that are cut off at the top and do not reach the network.</summary>
    public int CropTop { get; init; }

    /// <summary>Input pixels per source pixel.</summary>
    public double ScaleX => (double)ContentWidth / SourceWidth;

    /// <inheritdoc cref="ScaleX"/>
    public double ScaleY => (double)ContentHeight / (SourceHeight - CropTop);

    /// <summary>Places an image of a size in a network's input.</summary>
    public static Letterbox For(ImageInput input, int sourceWidth, int sourceHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceHeight, 1);
        int cropTop = Math.Min((int)Math.Round(sourceHeight * input.CropTop), sourceHeight - 1);
        if (input.Fit == InputFit.Stretch)
        {
            return new Letterbox(sourceWidth, sourceHeight, input.Width, input.Height, 0, 0, input.Width, input.Height) { CropTop = cropTop };
        }

        int rows = sourceHeight - cropTop;
        double scale = Math.Min((double)input.Width / sourceWidth, (double)input.Height / rows);
        int width = Math.Clamp((int)Math.Round(sourceWidth * scale), 1, input.Width);
        int height = Math.Clamp((int)Math.Round(rows * scale), 1, input.Height);
        bool isCentred = input.Anchor == LetterboxAnchor.Centre;
        int padX = isCentred ? (input.Width - width) / 2 : 0;
        int padY = isCentred ? (input.Height - height) / 2 : 0;
        return new Letterbox(sourceWidth, sourceHeight, input.Width, input.Height, padX, padY, width, height) { CropTop = cropTop };
    }

    public double ToInputX(double sourceX) => (sourceX * ScaleX) + PadX;

    public double ToInputY(double sourceY) => ((sourceY - CropTop) * ScaleY) + PadY;

    public double ToSourceX(double inputX) => (inputX - PadX) / ScaleX;

    public double ToSourceY(double inputY) => ((inputY - PadY) / ScaleY) + CropTop;

    /// <summary>A box of input pixels in source pixels, not clipped.</summary>
    public Box ToSource(in Box input) => new(
        (float)ToSourceX(input.XMin), (float)ToSourceY(input.YMin), (float)ToSourceX(input.XMax), (float)ToSourceY(input.YMax));
}
