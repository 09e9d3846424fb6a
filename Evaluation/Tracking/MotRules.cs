using Evaluation.Formats;
using Evaluation.Metrics;

namespace Evaluation.Tracking;

/// <summary>MOTChallenge's rules (MOT15, whose truth has no classes, MOT16, MOT17) as TrackEval applies them.</summary>
/// <remarks>
/// Results that match a person on a vehicle (2), a static person (7), a distractor (8) or a reflection (12) are not counted; only
/// pedestrians (1) that are not marked zero are asked for.
/// </remarks>
public sealed class MotRules : ITrackingRules
{
    private const string Pedestrian = "1";
    private static readonly string[] Distractors = ["2", "7", "8", "12"];
    private readonly Matching _matching = new();

    /// <inheritdoc/>
    public void Apply(List<LabelledBox> truth, List<LabelledBox> results, List<LabelledBox> keptTruth, List<LabelledBox> keptResults)
    {
        bool[] isRemoved = new bool[results.Count];
        int[] columnOfRow = _matching.Solve(RulesMatching.Thresholded(truth, results));
        for (int row = 0; row < truth.Count; row++)
        {
            if (columnOfRow[row] >= 0)
            {
                isRemoved[columnOfRow[row]] = Distractors.Contains(truth[row].Class);
            }
        }

        keptResults.AddRange(results.Where((_, column) => !isRemoved[column]));
        keptTruth.AddRange(truth.FindAll(box => box.Class == Pedestrian && !box.IsZeroMarked));
    }
}
