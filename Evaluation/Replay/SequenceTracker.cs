using Evaluation.Formats;
using Fusion.Geometry;
using Fusion.Tracking;
using Sensors.Calibration;

namespace Evaluation.Replay;

/// <summary>Runs Fusion's tracker over a sequence's detections, frame by frame, as the service does.</summary>
public static class SequenceTracker
{
    /// <summary>What the data set asks for at each frame: confirmed tracks, and lost ones that are hidden for a moment.</summary>
    public static List<LabelledBox> Run(ReplaySequence sequence, ReplayConfiguration configuration)
    {
        Tracker tracker = new(configuration.Tracker, sequence.Calibration, sequence.Width, sequence.Height);
        List<LabelledBox> results = [];
        foreach (ReplayFrame frame in sequence.Frames)
        {
            ReadOnlySpan<Track> tracks = tracker.Fuse(
                frame.TimeNs, frame.Detections, frame.RangedObjects, frame.EgoMotion, frame.ImageMotion);
            foreach (ref readonly Track track in tracks)
            {
                if (IsShown(track, configuration) && Place(track.Box, sequence, configuration) is { IsValid: true } box)
                {
                    results.Add(Describe(frame.Number, track, box, sequence.Calibration));
                }
            }
        }

        return results;
    }

    private static bool IsShown(in Track track, ReplayConfiguration configuration) => track.State switch
    {
        TrackState.Confirmed => true,
        TrackState.Lost => track.HiddenShare >= configuration.HiddenShare && track.SinceSeen <= configuration.HiddenCoasting,
        _ => false,
    };

    private static Box Place(in Box box, ReplaySequence sequence, ReplayConfiguration configuration) => !configuration.IsClipped ? box : new(
        Math.Max(box.XMin, 0), Math.Max(box.YMin, 0), Math.Min(box.XMax, sequence.Width), Math.Min(box.YMax, sequence.Height));

    private static LabelledBox Describe(int frame, in Track track, in Box box, CameraCalibration? calibration) => new()
    {
        Frame = frame,
        Id = track.TrackId,
        Class = track.Class switch
        {
            ObjectClass.Pedestrian => "pedestrian",
            ObjectClass.Bicycle or ObjectClass.Motorcycle or ObjectClass.TwoWheeler => "cyclist",
            _ => "car",
        },
        XMin = box.XMin,
        YMin = box.YMin,
        XMax = box.XMax,
        YMax = box.YMax,
        Box3D = track.Cuboid is { } cuboid ? KittiCuboid.FromEgo(cuboid, calibration) : default,

        // With a metric box the sensor's confidence, by which 3D scores rank tracks; a track's own soon lies near 1.
        Score = track.Cuboid?.Score ?? track.Score,
    };
}
