using Evaluation.Formats;
using Evaluation.Metrics;

namespace Evaluation.Tracking;

/// <summary>KITTI's 2D tracking rules as TrackEval applies them.</summary>
/// <remarks>
/// Vans are neither asked for nor counted against cars, sitting persons likewise for pedestrians; truth that is truncated or fully
/// occluded is not asked for; results that match nothing are not counted where they are at most 25 px high or lie more than half
/// in a DontCare region.
/// </remarks>
public sealed class KittiRules(string className) : ITrackingRules
{
    private readonly string? _distractor = className switch { "car" => "van", "pedestrian" => "person", _ => null };
    private readonly Matching _matching = new();

    /// <inheritdoc/>
    public void Apply(List<LabelledBox> truth, List<LabelledBox> results, List<LabelledBox> keptTruth, List<LabelledBox> keptResults)
    {
        List<LabelledBox> asked = truth.FindAll(box => box.Class == className || IsDistractor(box));
        List<LabelledBox> offered = results.FindAll(box => box.Class == className);
        List<LabelledBox> ignored = truth.FindAll(box => KittiCriteria.IsRegion(box));
        bool[] isRemoved = new bool[offered.Count];
        bool[] isMatched = new bool[offered.Count];
        int[] columnOfRow = _matching.Solve(RulesMatching.Thresholded(asked, offered));
        for (int row = 0; row < asked.Count; row++)
        {
            if (columnOfRow[row] >= 0)
            {
                isMatched[columnOfRow[row]] = true;
                isRemoved[columnOfRow[row]] = !IsScored(asked[row]);
            }
        }

        for (int column = 0; column < offered.Count; column++)
        {
            LabelledBox box = offered[column];
            bool isDropped = isRemoved[column] || (!isMatched[column] && (box.Height <= KittiCriteria.MinimumHeight + MetricConstants.Epsilon
                || ignored.Exists(region => BoxOverlap.ShareInside(box, region) > KittiCriteria.MaximumIgnoredShare + MetricConstants.Epsilon)));
            if (!isDropped)
            {
                keptResults.Add(box);
            }
        }

        keptTruth.AddRange(asked.FindAll(IsScored));
    }

    private bool IsDistractor(LabelledBox box) => _distractor is not null && (box.Class == _distractor || (_distractor == "person" && box.Class == "person_sitting"));

    private bool IsScored(LabelledBox box) => box.Class == className && KittiCriteria.IsVisible(box);
}
