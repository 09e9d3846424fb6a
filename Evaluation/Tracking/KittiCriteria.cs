using Evaluation.Formats;

namespace Evaluation.Tracking;

/// <summary>What KITTI's tracking benchmark asks for and what it forgives, in 2D and 3D alike.</summary>
internal static class KittiCriteria
{
    /// <summary>Results that match nothing count only where they are higher, pixels,</summary>
    public const double MinimumHeight = 25;

    /// <summary>and where no more of them than this share lies in one DontCare region.</summary>
    public const double MaximumIgnoredShare = 0.5;

    private const int MaximumOcclusion = 2;
    private const int MaximumTruncation = 0;

    /// <summary>Whether a truth box marks a DontCare region.</summary>
    public static bool IsRegion(in LabelledBox truth) => truth.Class == "dontcare";

    /// <summary>Whether a truth box shows enough of its object to be asked for.</summary>
    public static bool IsVisible(in LabelledBox truth) => truth.Occlusion <= MaximumOcclusion && truth.Truncation <= MaximumTruncation;
}
