using Evaluation.Formats;
using Evaluation.Tracking;

namespace Evaluation.Tracking3D;

/// <summary>Which lines of KITTI's files AB3DMOT reads for a class, and which truth it asks for.</summary>
internal sealed class Kitti3DRules(string className)
{
    private readonly string? _neighbour = className switch { "car" => "van", "pedestrian" => "person_sitting", _ => null };

    /// <summary>The class itself and the neighbour that is neither asked for nor counted against it.</summary>
    public bool IsOfClass(in LabelledBox box) =>
        (box.Class.Contains(className, StringComparison.Ordinal) || (_neighbour is not null && box.Class.Contains(_neighbour, StringComparison.Ordinal))) && box.Id != -1;

    public bool IsAskedFor(in LabelledBox truth) => KittiCriteria.IsVisible(truth) && truth.Class != _neighbour;

    /// <summary>Whether a result that matches nothing does not count.</summary>
    public bool IsForgiven(in LabelledBox result, List<LabelledBox> regions)
    {
        if (result.Class == _neighbour || Math.Abs(result.Height) <= KittiCriteria.MinimumHeight)
        {
            return true;
        }

        foreach (LabelledBox region in regions)
        {
            if (BoxOverlap.ShareInside(result, region) > KittiCriteria.MaximumIgnoredShare)
            {
                return true;
            }
        }

        return false;
    }
}
