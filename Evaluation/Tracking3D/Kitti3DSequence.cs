using Evaluation.Formats;
using Evaluation.Tracking;

namespace Evaluation.Tracking3D;

/// <summary>One sequence's truth and results, frame by frame, with each result track's confidence.</summary>
internal sealed class Kitti3DSequence
{
    private readonly Dictionary<int, double> _confidence = [];
    private readonly Dictionary<int, int> _lengths = [];

    public Kitti3DSequence(SequenceFile file, List<LabelledBox> truth, List<LabelledBox> results, string resultsPath, Kitti3DRules rules)
    {
        Truth = file.ByFrame(truth.Where(box => !KittiCriteria.IsRegion(box) && rules.IsOfClass(box)), file.Path);
        Regions = file.ByFrame(truth.Where(box => KittiCriteria.IsRegion(box)), file.Path);

        // A tracker of camera and lidar also writes objects that the camera alone saw: they have no 3D box and take no part.
        Results = file.ByFrame(results.Where(box => box.Box3D.IsPresent && rules.IsOfClass(box)), resultsPath);
        foreach (List<LabelledBox> frame in Results)
        {
            for (int index = 0; index < frame.Count; index++)
            {
                LabelledBox box = frame[index];
                if (frame.FindIndex(other => other.Id == box.Id) < index)
                {
                    throw SequenceFile.Twice(resultsPath, box.Frame, box.Id);
                }

                _confidence[box.Id] = _confidence.GetValueOrDefault(box.Id) + box.Score;
                _lengths[box.Id] = _lengths.GetValueOrDefault(box.Id) + 1;
            }
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
}
