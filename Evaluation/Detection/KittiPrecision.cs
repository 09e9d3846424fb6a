using Evaluation.Metrics;

namespace Evaluation.Detection;

/// <summary>
/// Average precision by KITTI's definition at 40 recalls (AP40): score thresholds at even steps of recall, precision made
/// monotone, the recall 0 left out.
/// </summary>
/// <remarks>Source: the KITTI object development kit's definition, with the 40 points of Simonelli et al., 2019.</remarks>
public static class KittiPrecision
{
    private const int Samples = RecallThresholds.Steps + 1;

    private enum Role
    {
        NotOfThisClass,
        Counts,
        SetAside,
    }

    /// <summary>AP40 of one class at one difficulty, 0 to 1; NaN where the truth has none of it.</summary>
    public static double Average(IReadOnlyList<DetectionRun> runs, ClassRule rule, KittiDifficulty difficulty)
    {
        List<double> scores = [];
        int total = 0;
        List<Image> images = [.. runs.Select(run => new Image(run, rule, difficulty))];
        foreach (Image image in images)
        {
            total += image.TruthRoles.Count(role => role == Role.Counts);
            image.Count(rule.KittiOverlap, threshold: null, scores);
        }

        if (total == 0)
        {
            return double.NaN;
        }

        double[] precision = new double[Samples];
        List<(double Score, double Recall)> thresholds = RecallThresholds.Of(scores, total);
        for (int i = 0; i < thresholds.Count; i++)
        {
            int right = 0;
            int wrong = 0;
            foreach (Image image in images)
            {
                (int imageRight, int imageWrong) = image.Count(rule.KittiOverlap, thresholds[i].Score, scores: null);
                right += imageRight;
                wrong += imageWrong;
            }

            precision[i] = right + wrong == 0 ? 0 : right / (double)(right + wrong);
        }

        for (int i = Samples - 2; i >= 0; i--)
        {
            precision[i] = Math.Max(precision[i], precision[i + 1]);
        }

        return precision.Skip(1).Sum() / (Samples - 1);
    }

    private sealed class Image
    {
        private readonly TruthBox[] _truth;
        private readonly TruthBox[] _regions;
        private readonly Fusion.Tracking.Detection[] _detections;
        private readonly bool[] _isSmall;

        public Image(DetectionRun run, ClassRule rule, KittiDifficulty difficulty)
        {
            _truth = [.. run.Truth.Boxes.Where(box => !box.IsRegion)];
            _regions = [.. run.Truth.Boxes.Where(box => box.IsRegion && rule.Ignores(box))];
            _detections = [.. run.Detections.Where(found => rule.Claims(found))];
            _isSmall = [.. _detections.Select(found => found.Box.Height < difficulty.MinHeight)];
            TruthRoles = [.. _truth.Select(box => RoleOf(box, rule, difficulty))];
        }

        public Role[] TruthRoles { get; }

        /// <summary>Without a threshold, collects the scores of found truth; with one, counts right and wrong detections at it.</summary>
        public (int Right, int Wrong) Count(double overlap, double? threshold, List<double>? scores)
        {
            bool[] taken = new bool[_detections.Length];
            int right = 0;
            for (int t = 0; t < _truth.Length; t++)
            {
                int best = TruthRoles[t] == Role.NotOfThisClass ? -1 : Best(_truth[t], overlap, threshold, taken);
                if (best < 0)
                {
                    continue;
                }

                taken[best] = true;
                if (TruthRoles[t] == Role.Counts && !_isSmall[best])
                {
                    right++;
                    scores?.Add(_detections[best].Score);
                }
            }

            return (right, threshold is double least ? Wrong(overlap, least, taken) : 0);
        }

        private static Role RoleOf(in TruthBox box, ClassRule rule, KittiDifficulty difficulty)
        {
            if (rule.Counts(box))
            {
                return difficulty.Allows(box) ? Role.Counts : Role.SetAside;
            }

            return rule.Ignores(box) ? Role.SetAside : Role.NotOfThisClass;
        }

        // For the thresholds the detection with the highest score is taken, for precision the one that overlaps most; a small
        // detection only where no other fits.
        private int Best(in TruthBox truth, double overlap, double? threshold, bool[] taken)
        {
            int best = -1;
            double bestValue = double.NegativeInfinity;
            bool bestIsSmall = false;
            for (int i = 0; i < _detections.Length; i++)
            {
                double found = CocoPrecision.Overlap(_detections[i].Box, truth.Box);
                if (taken[i] || found <= overlap || _detections[i].Score < (threshold ?? double.NegativeInfinity))
                {
                    continue;
                }

                if (threshold == null)
                {
                    if (_detections[i].Score > bestValue)
                    {
                        (best, bestValue) = (i, _detections[i].Score);
                    }
                }
                else if (!_isSmall[i] && (found > bestValue || bestIsSmall))
                {
                    (best, bestValue, bestIsSmall) = (i, found, false);
                }
                else if (_isSmall[i] && best < 0)
                {
                    (best, bestIsSmall) = (i, true);
                }
            }

            return best;
        }

        private int Wrong(double overlap, double threshold, bool[] taken)
        {
            int wrong = 0;
            for (int i = 0; i < _detections.Length; i++)
            {
                bool isOpen = !taken[i] && !_isSmall[i] && _detections[i].Score >= threshold;
                if (isOpen && !Array.Exists(_regions, region => CocoPrecision.ShareInside(_detections[i].Box, region.Box) > overlap))
                {
                    wrong++;
                }
            }

            return wrong;
        }
    }
}
