using Evaluation.Formats;

namespace Evaluation.Tracking3D;

/// <summary>One sequence's truth and results, frame by frame, with each result track's confidence.</summary>
internal sealed class Kitti3DSequence
{
    private readonly Dictionary<int, double> _confidence = [];
    private readonly Dictionary<int, int> _lengths = [];

    public Kitti3DSequence(SequenceFile file, List<LabelledBox> truth, List<LabelledBox> results, Kitti3DRules rules)
    {
        Truth = Lists(file.Frames);
        Regions = Lists(file.Frames);
        Results = Lists(file.Frames);
        foreach (LabelledBox box in truth)
        {
            if (Kitti3DRules.IsRegion(box))
            {
                At(Regions, file, box, "truth").Add(box);
            }
            else if (rules.IsOfClass(box))
            {
                At(Truth, file, box, "truth").Add(box);
            }
        }

        // A tracker of camera and lidar also writes objects that the camera alone saw: they have no 3D box and take no part.
        LabelledBox[] ofClass = [.. results.Where(box => rules.IsOfClass(box))];
        if (ofClass.Length > 0 && !ofClass.Any(box => box.Box3D.IsPresent))
        {
            throw new EvaluationException($"Sequence {file.Name}, results, frame {ofClass[0].Frame}: expected a 3D box of track {ofClass[0].Id} in fields 11 to 17, found none in the whole sequence.");
        }

        foreach (LabelledBox box in ofClass.Where(box => box.Box3D.IsPresent))
        {
            List<LabelledBox> frame = At(Results, file, box, "results");
            if (frame.Exists(other => other.Id == box.Id))
            {
                throw new EvaluationException($"Sequence {file.Name}, results, frame {box.Frame}: expected each identity once, found {box.Id} twice.");
            }

            frame.Add(box);
            _confidence[box.Id] = _confidence.GetValueOrDefault(box.Id) + box.Score;
            _lengths[box.Id] = _lengths.GetValueOrDefault(box.Id) + 1;
        }

        foreach (int id in _lengths.Keys)
        {
            _confidence[id] /= _lengths[id];
        }

        WasMatched = [.. Results.Select(frame => new bool[frame.Count])];
    }

    public List<LabelledBox>[] Truth { get; }

    public List<LabelledBox>[] Regions { get; }

    public List<LabelledBox>[] Results { get; }

    /// <summary>Whether a result matched truth in this or any earlier pass; AB3DMOT's script never clears that mark, so neither is it here.</summary>
    public bool[][] WasMatched { get; }

    /// <summary>A track's confidence: the mean of its scores.</summary>
    public double Confidence(int id) => _confidence[id];

    private static List<LabelledBox>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<LabelledBox>())];

    private static List<LabelledBox> At(List<LabelledBox>[] frames, SequenceFile file, in LabelledBox box, string side) =>
        box.Frame >= 0 && box.Frame < frames.Length ? frames[box.Frame] : throw new EvaluationException(
            $"Sequence {file.Name}, {side}: expected frames 0 to {file.Frames - 1}, found {box.Frame}.");
}
