using Evaluation.Formats;
using Evaluation.Replay;
using Fusion.Geometry;
using Fusion.Tracking;

namespace Evaluation.Range;

/// <summary>Scores the tracker's monocular range against KITTI's 3D labels.</summary>
/// <remarks>
/// The tracker runs as on a drive; an object counts where its label is neither truncated nor occluded, lies 2 to 80 m away, and a
/// track that was seen in the frame overlaps its box by at least 0.7.
/// </remarks>
public static class RangeEvaluation
{
    private const double LeastOverlap = 0.7;
    private static readonly double[] Bounds = [2, 10, 20, 30, 50, 80];

    /// <param name="directory">KITTI's tracking folder.</param>
    /// <param name="detections">Names of detection folders below it; label_02 takes the truth's own boxes.</param>
    /// <param name="className">car or pedestrian.</param>
    /// <returns>All distances first, then each band.</returns>
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static List<RangeBand> Kitti(string directory, IReadOnlyList<string> detections, string className)
    {
        ReplayConfiguration configuration = ReplayConfigurations.Kitti;
        List<RangeSample> samples = [];
        foreach (ReplaySequence sequence in KittiReplay.Read(directory, detections, configuration))
        {
            if (sequence.Calibration is null)
            {
                throw new EvaluationException($"{directory}: expected a calibration of sequence {sequence.Name} in calib, found none.");
            }

            Collect(sequence, configuration, Path.Combine(directory, "label_02", sequence.Name + ".txt"), className, samples);
        }

        return
        [
            RangeBand.Of(Bounds[0], Bounds[^1], samples),
            .. Enumerable.Range(0, Bounds.Length - 1).Select(index => RangeBand.Of(Bounds[index], Bounds[index + 1], samples)),
        ];
    }

    private static void Collect(
        ReplaySequence sequence, ReplayConfiguration configuration, string labels, string className, List<RangeSample> samples)
    {
        ILookup<int, LabelledBox> truth = KittiTracking.Read(labels)
            .Where(box => box.Class == className && box.Truncation == 0 && box.Occlusion == 0 && box.Box3D.IsPresent
                && box.Box3D.Z >= Bounds[0] && box.Box3D.Z < Bounds[^1]).ToLookup(box => box.Frame);
        Tracker tracker = new(configuration.Tracker, sequence.Calibration, sequence.Width, sequence.Height);
        foreach (ReplayFrame frame in sequence.Frames)
        {
            ReadOnlySpan<Track> tracks = tracker.Fuse(
                frame.TimeNs, frame.Detections, frame.RangedObjects, frame.EgoMotion, frame.ImageMotion);
            foreach (LabelledBox label in truth[frame.Number])
            {
                if (TryFind(tracks, label, out EgoState ego))
                {
                    samples.Add(Sample(sequence, label.Box3D, ego));
                }
            }
        }
    }

    private static RangeSample Sample(ReplaySequence sequence, in Box3D cuboid, in EgoState ego)
    {
        (_, double y, _) = sequence.Calibration!.EgoFromCamera.Apply(cuboid.X, cuboid.Y, cuboid.Z);
        return new RangeSample(
            cuboid.Z, cuboid.NearestDepth, y, ego.CameraDepth + ego.HalfDepth, ego.CameraDepth, ego.CameraDepthVariance, ego.Y, ego.VarianceY);
    }

    private static bool TryFind(ReadOnlySpan<Track> tracks, in LabelledBox label, out EgoState ego)
    {
        Box box = new((float)label.XMin, (float)label.YMin, (float)label.XMax, (float)label.YMax);
        double best = LeastOverlap;
        ego = default;
        bool isFound = false;
        foreach (ref readonly Track track in tracks)
        {
            double overlap = track.Box.IntersectionOverUnion(box);
            if (overlap >= best && track.SinceSeen == TimeSpan.Zero && track.Ego is { } state)
            {
                best = overlap;
                ego = state;
                isFound = true;
            }
        }

        return isFound;
    }
}
