using Fusion.Geometry;

namespace Fusion.Association;

/// <summary>How alike two boxes are, 0 to 1.</summary>
internal static class BoxAffinity
{
    /// <summary>Overlap of the boxes' vertical extents over their union (HMIoU; Yang et al., "Hybrid-SORT", AAAI 2024).</summary>
    public static float HeightOverlap(in Box a, in Box b)
    {
        float overlap = Math.Min(a.YMax, b.YMax) - Math.Max(a.YMin, b.YMin);
        float union = Math.Max(a.YMax, b.YMax) - Math.Min(a.YMin, b.YMin);
        return union > 0 ? Math.Max(overlap, 0) / union : 0;
    }

    /// <summary>A box widened on every side by a share of its own size, so that boxes that just miss still overlap.</summary>
    /// <remarks>For the buffered IoU (Yang et al., "Hard to track objects with irregular motions", WACV 2023, C-BIoU).</remarks>
    public static Box Widen(in Box box, float share)
    {
        float x = share * box.Width;
        float y = share * box.Height;
        return new Box(box.XMin - x, box.YMin - y, box.XMax + x, box.YMax + y);
    }
}
