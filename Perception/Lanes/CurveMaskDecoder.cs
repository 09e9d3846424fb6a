using Fusion.Lanes;
using Perception.Inference;
using Sensors.Calibration;

namespace Perception.Lanes;

/// <summary>
/// Draws the lines of an <see cref="ILaneCurveDecoder"/> into a lane-line mask, so that networks that give curves serve
/// everything that takes masks. The drivable area is not present.
/// </summary>
/// <remarks>The mask covers the whole source image with at most <see cref="MaskColumns"/> columns; a line is drawn with its score.</remarks>
public sealed class CurveMaskDecoder(ILaneCurveDecoder curveDecoder) : IMaskDecoder
{
    /// <summary>Columns of the mask; its rows follow from the image's aspect ratio.</summary>
    public const int MaskColumns = 320;

    private const int HalfWidthPx = 1;
    private const float Certain = 255;

    private readonly LaneCurveSet _curves = curveDecoder.CreateCurves();

    public SegmentationMask CreateMask(NetworkBinding binding)
    {
        Letterbox letterbox = binding.Letterbox;
        int columns = Math.Min(MaskColumns, letterbox.SourceWidth);
        int rows = Math.Max(1, (int)Math.Round((double)columns * letterbox.SourceHeight / letterbox.SourceWidth));
        return new SegmentationMask(columns, rows);
    }

    public void Decode(NetworkBinding binding, SegmentationMask drivable, SegmentationMask laneLines)
    {
        Place(binding.Letterbox, drivable);
        Place(binding.Letterbox, laneLines);
        drivable.IsPresent = false;
        laneLines.IsPresent = true;
        Array.Clear(laneLines.Probability);
        curveDecoder.Decode(binding, _curves);
        foreach (LaneCurve curve in _curves.Curves)
        {
            byte probability = (byte)(Math.Clamp(curve.Score, 0, 1) * Certain);
            for (int i = 1; i < curve.Points.Length; i++)
            {
                Draw(laneLines, curve.Points[i - 1], curve.Points[i], probability);
            }
        }
    }

    private static void Place(in Letterbox letterbox, SegmentationMask mask)
    {
        mask.ScaleX = (double)letterbox.SourceWidth / mask.Width;
        mask.ScaleY = (double)letterbox.SourceHeight / mask.Height;
        mask.OffsetX = 0;
        mask.OffsetY = 0;
    }

    private static void Draw(SegmentationMask mask, Pixel from, Pixel to, byte probability)
    {
        double fromX = from.X / mask.ScaleX;
        double fromY = from.Y / mask.ScaleY;
        double toX = to.X / mask.ScaleX;
        double toY = to.Y / mask.ScaleY;
        int steps = 1 + (int)Math.Ceiling(Math.Max(Math.Abs(toX - fromX), Math.Abs(toY - fromY)));
        for (int step = 0; step <= steps; step++)
        {
            double share = (double)step / steps;
            Stamp(mask, (int)(fromX + (share * (toX - fromX))), (int)(fromY + (share * (toY - fromY))), probability);
        }
    }

    private static void Stamp(SegmentationMask mask, int x, int y, byte probability)
    {
        int first = Math.Max(0, x - HalfWidthPx);
        int last = Math.Min(mask.Width - 1, x + HalfWidthPx);
        if (y < 0 || y >= mask.Height || first > last)
        {
            return;
        }

        foreach (ref byte pixel in mask.Probability.AsSpan((y * mask.Width) + first, last - first + 1))
        {
            pixel = Math.Max(pixel, probability);
        }
    }
}
