using Evaluation.Formats;

namespace Perception.Tests.Evaluation.Tracking3D;

/// <summary>AB3DMOT's averages for cars that face along X and are all scored, by trying every matching of a frame.</summary>
internal sealed class SlowKitti3D(List<LabelledBox> truth, List<LabelledBox> results, double leastOverlap)
{
    private readonly Dictionary<int, double> _confidence = results.GroupBy(box => box.Id).ToDictionary(track => track.Key, track => track.Average(box => box.Score));

    public (double Scaled, double Mota, double Motp) Averages()
    {
        (List<double> scores, int found, int missed, _, _, _, _) = Pass(double.MinValue);
        scores.Sort();
        scores.Reverse();
        double recall = 0;
        List<(double Threshold, double Recall)> points = [];
        for (int i = 0; i < scores.Count; i++)
        {
            double left = (i + 1.0) / (found + missed);
            double right = i == scores.Count - 1 ? left : (i + 2.0) / (found + missed);
            if (right - recall >= recall - left || i == scores.Count - 1)
            {
                points.Add((scores[i], recall));
                recall += 1 / 40.0;
            }
        }

        (double Scaled, double Mota, double Motp) sum = default;
        foreach ((double threshold, double r) in points.Skip(1))
        {
            (_, int tp, int fn, int fp, int switches, int asked, double overlap) = Pass(threshold);
            double errors = fn + fp + switches;
            sum.Mota += 1 - (errors / asked);
            sum.Motp += tp == 0 ? 0 : overlap / tp;
            sum.Scaled += Math.Min(1, Math.Max(0, 1 - ((errors - ((1 - r) * asked)) / (r * asked))));
        }

        return (sum.Scaled / 40, sum.Mota / 40, sum.Motp / 40);
    }

    private (List<double> Scores, int Found, int Missed, int Ghosts, int Switches, int Asked, double Overlap) Pass(double threshold)
    {
        (List<double> Scores, int Found, int Missed, int Ghosts, int Switches, int Asked, double Overlap) count = ([], 0, 0, 0, 0, 0, 0);
        Dictionary<int, List<(int Id, bool Asked)>> histories = [];
        foreach (int frame in truth.Concat(results).Select(box => box.Frame).Distinct().Order())
        {
            List<LabelledBox> there = truth.FindAll(box => box.Frame == frame);
            List<LabelledBox> offered = results.FindAll(box => box.Frame == frame && _confidence[box.Id] >= threshold);
            (int Pairs, double Sum, int[] Of) best = Best(there, offered, 0, [], new int[there.Count]);
            count.Ghosts += offered.Count - best.Pairs;
            for (int i = 0; i < there.Count; i++)
            {
                bool asked = there[i].Occlusion <= 2;
                count.Asked += asked ? 1 : 0;
                count.Missed += asked && best.Of[i] < 0 ? 1 : 0;
                if (best.Of[i] >= 0)
                {
                    count.Found++;
                    count.Overlap += Iou(there[i], offered[best.Of[i]]);
                    count.Scores.Add(_confidence[offered[best.Of[i]].Id]);
                }

                histories.TryAdd(there[i].Id, []);
                histories[there[i].Id].Add((best.Of[i] < 0 ? -1 : offered[best.Of[i]].Id, asked));
            }
        }

        count.Switches = histories.Values.Sum(SwitchesOf);
        return count;
    }

    /// <summary>A switch: two frames of the truth that follow each other, both found, the second asked for, under other identities
    /// than the last one known; truth that is not asked for makes it unknown.</summary>
    private static int SwitchesOf(List<(int Id, bool Asked)> history)
    {
        int switches = 0;
        int known = history[0].Id;
        for (int i = 1; i < history.Count; i++)
        {
            if (!history[i].Asked)
            {
                known = -1;
            }
            else if (history[i].Id >= 0)
            {
                switches += known >= 0 && known != history[i].Id && history[i - 1].Id >= 0 ? 1 : 0;
                known = history[i].Id;
            }
        }

        return switches;
    }

    private (int Pairs, double Sum, int[] Of) Best(List<LabelledBox> there, List<LabelledBox> offered, int row, HashSet<int> used, int[] of)
    {
        if (row == there.Count)
        {
            return (0, 0, [.. of]);
        }

        of[row] = -1;
        (int Pairs, double Sum, int[] Of) best = Best(there, offered, row + 1, used, of);
        for (int column = 0; column < offered.Count; column++)
        {
            double overlap = Iou(there[row], offered[column]);
            if (overlap >= leastOverlap && used.Add(column))
            {
                of[row] = column;
                (int pairs, double sum, int[] rest) = Best(there, offered, row + 1, used, of);
                if (pairs + 1 > best.Pairs || (pairs + 1 == best.Pairs && sum + overlap > best.Sum))
                {
                    best = (pairs + 1, sum + overlap, rest);
                }

                used.Remove(column);
            }
        }

        of[row] = -1;
        return best;
    }

    /// <summary>Boxes alike but for X: the common share of their length.</summary>
    private static double Iou(in LabelledBox a, in LabelledBox b)
    {
        double common = Math.Max(0, a.Box3D.Length - Math.Abs(a.Box3D.X - b.Box3D.X));
        return common / ((2 * a.Box3D.Length) - common);
    }
}
