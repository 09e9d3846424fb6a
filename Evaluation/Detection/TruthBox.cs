using Fusion.Geometry;

namespace Evaluation.Detection;

/// <summary>One labelled object, or a region that is not to be scored.</summary>
/// <param name="Class">Lower-case class name of the data set, with spaces for underscores; KITTI's "dontcare" is a region.</param>
/// <param name="Box">Source image pixels.</param>
public readonly record struct TruthBox(string Class, Box Box)
{
    /// <summary>KITTI: 0 fully visible, 1 partly, 2 largely occluded, 3 unknown.</summary>
    public int Occlusion { get; init; }

    /// <summary>KITTI: share of the object beyond the image's edge, 0 to 1.</summary>
    public double Truncation { get; init; }

    /// <summary>COCO: a region with many objects; it takes any number of detections and none is scored.</summary>
    public bool IsRegion { get; init; }
}
