using Fusion.Geometry;

namespace Fusion.Association;

/// <summary>How alike two boxes are, 0 to 1.</summary>
internal static class BoxAffinity
{
    /// <summary>Intersection over union of boxes widened on every side by a share of their own size.</summary>
    /// <remarks>Buffered IoU (Yang et al., "Hard to track objects with irregular motions", WACV 2023, C-BIoU).</remarks>
    public static float Buffered(in Box a, in Box b, float share) => Widen(a, share).IntersectionOverUnion(Widen(b, share));

    public static Box Widen(in Box box, float share)
    {
        float x = share * box.Width;
        float y = share * box.Height;
        return new Box(box.XMin - x, box.YMin - y, box.XMax + x, box.YMax + y);
    }
}
