using Evaluation.Drives;
using Evaluation.Formats;
using Evaluation.Replay;
using Fusion.Geometry;
using Fusion.Tracking;
using Sensors.Calibration;

namespace Evaluation.Range;

/// <summary>Scores the tracker's monocular range against KITTI's 3D labels, or against the truth of a simulated drive.</summary>
/// <remarks>
/// The tracker runs as on a drive; an object counts where its label is neither truncated nor occluded, lies 2 to 80 m away, and a
/// track that was seen in the frame overlaps its box by at least 0.7. In a simulated drive an object counts as in the drive's score
/// (<see cref="DriveScorerOptions"/>).
/// </remarks>
public static class RangeEvaluation
{
    private const double LeastOverlap = 0.7;
    private static readonly double[] Bounds = [2, 10, 20, 30, 50, 80];

    /// <param name="directory">KITTI's tracking folder.</param>
    /// <param name="detections">Names of detection folders below it; label_02 takes the truth's own boxes.</param>
    /// <param name="className">car, pedestrian or cyclist.</param>
    /// <returns>All distances first, then each band.</returns>
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static List<RangeBand> Kitti(string directory, IReadOnlyList<string> detections, string className) =>
        Kitti(directory, detections, className, ReplayConfigurations.Kitti);

    /// <inheritdoc cref="Kitti(string, IReadOnlyList{string}, string)"/>
    /// <param name="directory">KITTI's tracking folder.</param>
    /// <param name="detections">Names of detection folders below it.</param>
    /// <param name="className">car, pedestrian or cyclist.</param>
    /// <param name="configuration">How the tracker runs.</param>
    public static List<RangeBand> Kitti(string directory, IReadOnlyList<string> detections, string className, ReplayConfiguration configuration)
    {
        List<RangeSample> samples = [];
        foreach (ReplaySequence sequence in KittiReplay.Read(directory, detections, configuration))
        {
            if (sequence.Calibration is null)
            {
                throw new EvaluationException($"{directory}: expected a calibration of sequence {sequence.Name} in calib, found none.");
            }

            Collect(sequence, configuration, Path.Combine(directory, "label_02", sequence.Name + ".txt"), className, samples);
        }

        return Bands(samples);
    }

    /// <param name="directory">A drive's folder with the project's own truth; the true visible boxes are taken for detections.</param>
    /// <param name="isCoarse">Give classes as the shipped network does.</param>
    /// <param name="className">car (any motor vehicle), pedestrian or cyclist (any two-wheeler).</param>
    /// <returns>All distances first, then each band.</returns>
    /// <exception cref="EvaluationException">A file is missing or cannot be read.</exception>
    public static List<RangeBand> Drive(string directory, bool isCoarse, string className)
    {
        string path = Path.Combine(directory, "truth");
        DriveTruth truth = DriveTruth.Find(path) ?? throw new EvaluationException($"{path}: expected {DriveTruth.FileName} of perceive simulate, found none.");
        ReplaySequence sequence = DriveReplay.Read(directory, truth, isCoarse);
        CameraCalibration calibration = sequence.Calibration
            ?? throw new EvaluationException($"{directory}: expected a drive with a calibration, found none.");
        ObjectGroup group = className switch
        {
            "pedestrian" => ObjectGroup.Pedestrian,
            "cyclist" => ObjectGroup.TwoWheeler,
            _ => ObjectGroup.MotorVehicle,
        };
        DriveScorerOptions counted = new();
        List<RangeSample> samples = [];
        Tracker tracker = new(new TrackerOptions(), calibration, sequence.Width, sequence.Height);
        for (int number = 0; number < sequence.Frames.Count; number++)
        {
            ReplayFrame frame = sequence.Frames[number];
            ReadOnlySpan<Track> tracks = tracker.Fuse(frame.TimeNs, frame.Detections, [], frame.EgoMotion);
            foreach (DriveTruthObject item in truth.Frames[number].Objects)
            {
                if (item.Class.Group() == group && item.Visible.Height >= counted.LeastHeight && item.Occlusion < counted.MostHidden
                    && item.NearestX >= counted.LeastRange && TryFind(tracks, item.Visible, counted.LeastIoU, out EgoState ego))
                {
                    samples.Add(Sample(calibration.EgoFromCamera.Tx, item, ego));
                }
            }
        }

        return Bands(samples);
    }

    private static List<RangeBand> Bands(List<RangeSample> samples) =>
    [
        RangeBand.Of(Bounds[0], Bounds[^1], samples),
        .. Enumerable.Range(0, Bounds.Length - 1).Select(index => RangeBand.Of(Bounds[index], Bounds[index + 1], samples)),
    ];

    /// <summary>Depths along the ego axis, from the camera.</summary>
    private static RangeSample Sample(double cameraX, in DriveTruthObject item, in EgoState ego) => new(
        item.CentreX - cameraX, item.NearestX - cameraX, item.CentreY,
        ego.X - cameraX + ego.HalfDepth, ego.X - cameraX, ego.VarianceX, ego.Y);

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
                if (TryFind(tracks, BoxOf(label), LeastOverlap, out EgoState ego))
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
            cuboid.Z, cuboid.NearestDepth, y, ego.CameraDepth + ego.HalfDepth, ego.CameraDepth, ego.CameraDepthVariance, ego.Y);
    }

    private static Box BoxOf(in LabelledBox label) => new((float)label.XMin, (float)label.YMin, (float)label.XMax, (float)label.YMax);

    private static bool TryFind(ReadOnlySpan<Track> tracks, in Box box, double leastOverlap, out EgoState ego)
    {
        double best = leastOverlap;
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
