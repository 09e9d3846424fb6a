using Evaluation.Formats;
using Fusion.Geometry;
using Labelling.Sets;
using OpenCvSharp;

namespace Perception.Teaching;

/// <summary>KITTI's tracking labels of one sequence. It says nothing of lanes.</summary>
public sealed class KittiTrackingTruth : IClipTruth
{
    private readonly string _path;
    private readonly ILookup<int, Evaluation.Formats.LabelledBox> _boxes;

    /// <exception cref="Evaluation.EvaluationException">The file cannot be read.</exception>
    /// <exception cref="LabelSetException">It has no labels, or none of a type that KITTI has.</exception>
    public KittiTrackingTruth(string path)
    {
        _path = path;
        _boxes = KittiTracking.Read(path).ToLookup(box => box.Frame);
        if (_boxes.Count == 0)
        {
            throw new LabelSetException($"{path}: expected labels, found none.");
        }

        Note = KittiLabels.NoteOn(path, _boxes.SelectMany(frame => frame).Select(box => box.Class));
    }

    public string? Note { get; }

    public string Fingerprint() => $"{_path}: {TruthFiles.Fingerprint([_path])}";

    public GivenLabels Objects(long frameId, int width, int height)
    {
        List<Labelling.Sets.LabelledBox> boxes = [];
        foreach (Evaluation.Formats.LabelledBox box in _boxes[(int)frameId])
        {
            Box pixels = new((float)box.XMin, (float)box.YMin, (float)box.XMax, (float)box.YMax);
            boxes.Add(KittiLabels.ToLabel(box.Class, pixels, box.Occlusion, box.Id >= 0 ? box.Id : null, $"{_path}: frame {frameId}", width, height));
        }

        return new GivenLabels(boxes, LabelSet.Classes.ToHashSet()) { IsComplete = true };
    }

    public (Mat Drivable, Mat LaneLines)? Masks(long frameId) => null;

    public void Dispose()
    {
    }
}
