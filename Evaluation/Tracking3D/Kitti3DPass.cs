using Evaluation.Formats;
using Evaluation.Metrics;
using Fusion.Association;

namespace Evaluation.Tracking3D;

/// <summary>One pass over all sequences with the tracks of a least confidence.</summary>
/// <remarks>Truth and results pair one to one: as many pairs as possible, of these the greatest sum of overlaps. Use once.</remarks>
internal sealed class Kitti3DPass(Kitti3DRules rules, double leastOverlap)
{
    // More than any sum of overlaps in a frame: a pair more is worth any loss of overlap.
    private const double Pair = 1000;
    private const int None = -1;
    private readonly SparseAssignment _assignment = new();
    private readonly List<double> _scores = [];
    private int[] _columnOfRow = new int[16];
    private int _truth;
    private int _matches;
    private int _falsePositives;
    private int _falseNegatives;
    private int _switches;
    private int _fragments;
    private double _overlap;

    /// <summary>The confidences of all matches.</summary>
    public IReadOnlyList<double> Scores => _scores;

    public Kitti3DCounts Run(IReadOnlyList<Kitti3DSequence> sequences, double threshold)
    {
        foreach (Kitti3DSequence sequence in sequences)
        {
            Add(sequence, threshold);
        }

        return new Kitti3DCounts
        {
            Truth = _truth,
            TruePositives = _matches,
            FalsePositives = _falsePositives,
            FalseNegatives = _falseNegatives,
            IdentitySwitches = _switches,
            Fragments = _fragments,
            Overlap = _overlap,
        };
    }

    private void Add(Kitti3DSequence sequence, double threshold)
    {
        // For each truth track, frame by frame in which it is there: which result it had, and whether it was asked for.
        Dictionary<int, List<(int Result, bool IsAskedFor)>> tracks = [];
        for (int frame = 0; frame < sequence.Truth.Length; frame++)
        {
            List<LabelledBox> truth = sequence.Truth[frame];
            List<LabelledBox> results = sequence.Results[frame];
            double[,] overlap = Overlaps(sequence, frame, threshold);
            Match(overlap);
            bool[] isMatched = new bool[results.Count];
            for (int row = 0; row < truth.Count; row++)
            {
                int column = _columnOfRow[row];
                bool isAskedFor = rules.IsAskedFor(truth[row]);
                _truth += isAskedFor ? 1 : 0;
                _falseNegatives += isAskedFor && column == None ? 1 : 0;
                if (!tracks.TryGetValue(truth[row].Id, out List<(int Result, bool IsAskedFor)>? track))
                {
                    tracks.Add(truth[row].Id, track = []);
                }

                track.Add((column == None ? None : results[column].Id, isAskedFor));
                if (column != None)
                {
                    isMatched[column] = true;
                    sequence.WasMatched[frame][column] = true;
                    _matches++;
                    _overlap += overlap[row, column];
                    _scores.Add(sequence.Confidence(results[column].Id));
                }
            }

            for (int column = 0; column < results.Count; column++)
            {
                bool counts = sequence.Confidence(results[column].Id) >= threshold && !isMatched[column]
                    && (sequence.WasMatched[frame][column] || !rules.IsForgiven(results[column], sequence.Regions[frame]));
                _falsePositives += counts ? 1 : 0;
            }
        }

        foreach (List<(int Result, bool IsAskedFor)> track in tracks.Values)
        {
            AddTrack(track);
        }
    }

    private static double[,] Overlaps(Kitti3DSequence sequence, int frame, double threshold)
    {
        List<LabelledBox> truth = sequence.Truth[frame];
        List<LabelledBox> results = sequence.Results[frame];
        double[,] overlap = new double[truth.Count, results.Count];
        for (int row = 0; row < truth.Count; row++)
        {
            for (int column = 0; column < results.Count; column++)
            {
                overlap[row, column] = sequence.Confidence(results[column].Id) >= threshold
                    ? CuboidOverlap.IntersectionOverUnion(truth[row].Box3D, results[column].Box3D) : None;
            }
        }

        return overlap;
    }

    private void Match(double[,] overlap)
    {
        int rows = overlap.GetLength(0);
        if (_columnOfRow.Length < rows)
        {
            _columnOfRow = new int[2 * rows];
        }

        _assignment.Begin(overlap.GetLength(1));
        for (int row = 0; row < rows; row++)
        {
            _assignment.AddRow(0);
            for (int column = 0; column < overlap.GetLength(1); column++)
            {
                if (overlap[row, column] >= leastOverlap)
                {
                    _assignment.AddEdge(column, -Pair - overlap[row, column]);
                }
            }
        }

        _assignment.Solve(_columnOfRow.AsSpan(0, rows));
    }

    /// <summary>Identity switches and fragments along one truth track, over the frames in which it is there.</summary>
    private void AddTrack(List<(int Result, bool IsAskedFor)> track)
    {
        if (track.TrueForAll(entry => !entry.IsAskedFor) || track.TrueForAll(entry => entry.Result == None))
        {
            return;
        }

        int last = track[0].Result;
        int frame = 1;
        for (; frame < track.Count; frame++)
        {
            (int result, bool isAskedFor) = track[frame];
            int before = track[frame - 1].Result;
            if (!isAskedFor)
            {
                last = None;
                continue;
            }

            _switches += last != result && last != None && result != None && before != None ? 1 : 0;
            _fragments += frame < track.Count - 1 && before != result && last != None && result != None && track[frame + 1].Result != None ? 1 : 0;
            last = result != None ? result : last;
        }

        if (track.Count > 1 && track[^2].Result != track[^1].Result && last != None && track[^1].Result != None && track[^1].IsAskedFor)
        {
            _fragments++;
        }
    }
}
