using Fusion.Tracking;
using Labelling.Masks;
using Labelling.Sets;
using OpenCvSharp;

namespace Labelling.Statistics;

/// <summary>Draws frames of a set with their labels side by side.</summary>
public static class ContactSheet
{
    private const int JpegQuality = 85;
    private const int Gap = 4;
    private const double TextScale = 0.4;
    private static readonly Scalar IgnoreColour = new(160, 160, 160);

    /// <param name="folder">The set's.</param>
    /// <param name="frames">All of the set; as many as fit are taken, evenly.</param>
    /// <param name="columns">Frames across.</param>
    /// <param name="rows">Frames down, at most.</param>
    /// <param name="width">Of one frame on the sheet, pixels.</param>
    /// <returns>A JPEG file.</returns>
    public static byte[] Draw(string folder, IReadOnlyList<LabelledFrame> frames, int columns, int rows, int width)
    {
        int count = Math.Min(frames.Count, columns * rows);
        LabelledFrame[] chosen = [.. Enumerable.Range(0, count).Select(i => frames[(int)((long)i * frames.Count / count)])];
        int height = chosen.Max(frame => frame.Height * width / frame.Width);
        int down = (count + columns - 1) / columns;
        using Mat sheet = new(((height + Gap) * down) + Gap, ((width + Gap) * columns) + Gap, MatType.CV_8UC3, Scalar.Black);
        for (int i = 0; i < count; i++)
        {
            using Mat tile = Tile(folder, chosen[i], width);
            Rect place = new(Gap + (i % columns * (width + Gap)), Gap + (i / columns * (height + Gap)), tile.Width, Math.Min(tile.Height, height));
            using Mat target = new(sheet, place);
            tile.CopyTo(target);
        }

        Cv2.ImEncode(".jpg", sheet, out byte[] encoded, new ImageEncodingParam(ImwriteFlags.JpegQuality, JpegQuality));
        return encoded;
    }

    private static Mat Tile(string folder, LabelledFrame frame, int width)
    {
        using Mat image = Cv2.ImRead(Path.Combine(folder, frame.Image), ImreadModes.Color);
        Size size = new(width, frame.Height * width / frame.Width);
        Mat tile = new();
        Cv2.Resize(image, tile, size, 0, 0, InterpolationFlags.Area);
        Paint(folder, frame.Drivable, tile, new Scalar(80, 200, 80), 0.35);
        Paint(folder, frame.LaneLines, tile, new Scalar(0, 0, 255), 0.9);
        double scale = (double)width / frame.Width;
        foreach (LabelledBox box in (frame.Boxes ?? []).OrderBy(box => !box.Ignore))
        {
            Rect rectangle = Rect.FromLTRB((int)(box.XMin * scale), (int)(box.YMin * scale), (int)(box.XMax * scale), (int)(box.YMax * scale));
            Cv2.Rectangle(tile, rectangle, box.Ignore ? IgnoreColour : Colour(box.Class), 1, LineTypes.Link8);
        }

        string caption = $"{Path.GetFileNameWithoutExtension(frame.Image)} {frame.Scene}";
        Cv2.PutText(tile, caption, new Point(3, 12), HersheyFonts.HersheySimplex, TextScale, Scalar.Black, 3, LineTypes.AntiAlias);
        Cv2.PutText(tile, caption, new Point(3, 12), HersheyFonts.HersheySimplex, TextScale, Scalar.White, 1, LineTypes.AntiAlias);
        return tile;
    }

    private static void Paint(string folder, string? file, Mat tile, Scalar colour, double opacity)
    {
        if (file is null)
        {
            return;
        }

        using Mat mask = Cv2.ImRead(Path.Combine(folder, file), ImreadModes.Grayscale);
        Cv2.Resize(mask, mask, tile.Size(), 0, 0, InterpolationFlags.Linear);
        using Mat isIgnored = new();
        Cv2.Compare(mask, Scalar.All(MaskAverage.Certain), isIgnored, CmpTypes.GT);
        mask.SetTo(Scalar.Black, isIgnored);
        using Mat paint = new(tile.Size(), MatType.CV_8UC3, colour);
        using Mat share = new();
        mask.ConvertTo(share, MatType.CV_32FC1, opacity / MaskAverage.Certain);
        using Mat rest = new();
        share.ConvertTo(rest, MatType.CV_32FC1, -1, 1);
        Cv2.BlendLinear(paint, tile, share, rest, tile);
    }

    private static Scalar Colour(ObjectClass kind) => kind switch
    {
        ObjectClass.Pedestrian => new Scalar(255, 0, 255),
        ObjectClass.TwoWheeler => new Scalar(0, 165, 255),
        _ => new Scalar(255, 255, 0),
    };
}
