using Sensors.Calibration;

namespace Fusion.Lanes;

/// <summary>Turns a drivable-area mask into the outline of the road ahead.</summary>
internal sealed class DrivableOutline(LaneTrackerOptions options, int imageWidth, int imageHeight)
{
    private readonly byte _threshold = (byte)Math.Clamp(Math.Ceiling(options.DrivableThreshold * byte.MaxValue), 1, byte.MaxValue);
    private readonly MaskRegion _region = new();
    private readonly PolygonReducer _reducer = new(LaneScene.MaxOutlinePoints);
    private OutlineCorner[] _corners = [];

    /// <summary>Writes outline and share of a frame's mask into the scene.</summary>
    public void Update(SegmentationMask mask, LaneScene scene)
    {
        scene.OutlineCount = 0;
        scene.GroundCount = 0;
        scene.DrivableShare = 0;
        if (!mask.IsPresent)
        {
            return;
        }

        // A connected region of n pixels has at most 2 n + 2 edges; the outline's closing corner comes on top.
        int most = (2 * mask.Width * mask.Height) + 3;
        if (_corners.Length < most)
        {
            _corners = new OutlineCorner[most];
        }

        Range columns = Inside(mask.Width, mask.ScaleX, mask.OffsetX, imageWidth);
        Range rows = Inside(mask.Height, mask.ScaleY, mask.OffsetY, imageHeight);
        int area = (columns.End.Value - columns.Start.Value) * (rows.End.Value - rows.Start.Value);
        int reach = (int)(((options.OutlineReach * imageHeight) - mask.OffsetY) / mask.ScaleY);
        bool isFound = _region.TryFind(mask, _threshold, columns, rows, reach);
        scene.DrivableShare = area > 0 ? (float)_region.MarkedPixels / area : 0;
        if (!isFound)
        {
            return;
        }

        int corners = Trace();
        ReadOnlySpan<int> kept = _reducer.Reduce(_corners.AsSpan(0, corners), options.OutlineTolerancePx);
        Span<Pixel> outline = scene.OutlineBuffer;
        foreach (int i in kept)
        {
            double x = (_corners[i].Column * mask.ScaleX) + mask.OffsetX;
            double y = (_corners[i].Row * mask.ScaleY) + mask.OffsetY;
            outline[scene.OutlineCount++] = new Pixel(Math.Clamp(x, 0, imageWidth), Math.Clamp(y, 0, imageHeight));
        }
    }

    /// <summary>The mask columns (or rows) whose centres lie inside the image.</summary>
    private static Range Inside(int count, double scale, double offset, int size)
    {
        int first = Math.Clamp((int)Math.Ceiling((-offset / scale) - 0.5), 0, count);
        int end = Math.Clamp((int)Math.Ceiling(((size - offset) / scale) - 0.5), first, count);
        return first..end;
    }

    /// <summary>Follows the cracks between the region's pixels and the rest, the region on the right hand, and keeps every turn.</summary>
    private int Trace()
    {
        int most = _corners.Length - 1;
        int count = 0;
        int x = _region.FirstColumn;
        int y = _region.FirstRow;
        (int dx, int dy) = (1, 0);
        do
        {
            // The two pixels ahead of the corner, to the right and to the left of the way.
            (int rightX, int rightY) = Ahead(x, y, dx, dy, right: true);
            (int leftX, int leftY) = Ahead(x, y, dx, dy, right: false);
            if (!_region.Contains(rightX, rightY))
            {
                (dx, dy) = (-dy, dx);
                _corners[count++] = new OutlineCorner((short)x, (short)y);
            }
            else if (_region.Contains(leftX, leftY))
            {
                (dx, dy) = (dy, -dx);
                _corners[count++] = new OutlineCorner((short)x, (short)y);
            }

            x += dx;
            y += dy;
        }
        while (count < most && !(x == _region.FirstColumn && y == _region.FirstRow && dy == -1));

        _corners[count++] = new OutlineCorner((short)x, (short)y);
        return count;
    }

    private static (int X, int Y) Ahead(int x, int y, int dx, int dy, bool right)
    {
        int side = right ? 1 : -1;
        // Half a step forward and half a step aside from the corner is the pixel's centre.
        int twiceX = (2 * x) + dx - (side * dy);
        int twiceY = (2 * y) + dy + (side * dx);
        return ((twiceX - 1) >> 1, (twiceY - 1) >> 1);
    }
}
