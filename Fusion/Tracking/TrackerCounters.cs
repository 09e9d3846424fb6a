namespace Fusion.Tracking;

/// <summary>What a tracker met with since its start or reset.</summary>
public sealed class TrackerCounters
{
    /// <summary>Frames that were taken in.</summary>
    public long Frames { get; internal set; }

    /// <summary>Frames older than the one before: taken in as if no time had passed.</summary>
    public long FramesOutOfOrder { get; internal set; }

    /// <summary>Frames with the capture time of the one before: left out.</summary>
    public long FramesDuplicate { get; internal set; }

    /// <summary>Gaps longer than <see cref="TrackerOptions.MaximumGap"/>: all tracks were removed.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Detections with a box that is not finite, or of no or negative size: left out.</summary>
    public long DetectionsBadBox { get; internal set; }

    /// <summary>Detections with a score outside 0 to 1 or not a number: left out.</summary>
    public long DetectionsBadScore { get; internal set; }

    /// <summary>Detections wholly outside the image: left out.</summary>
    public long DetectionsOutsideImage { get; internal set; }

    /// <summary>Detections beyond <see cref="TrackerOptions.MaximumDetections"/>: left out.</summary>
    public long DetectionsTooMany { get; internal set; }

    /// <summary>Tracks that could not start because <see cref="TrackerOptions.MaximumTracks"/> were alive.</summary>
    public long TracksTooMany { get; internal set; }

    /// <summary>Ego motion samples that were not finite or beyond <see cref="TrackerOptions.MaximumEgoSpeed"/> or <see cref="TrackerOptions.MaximumYawRate"/>: treated as unknown.</summary>
    public long EgoMotionBad { get; internal set; }

    /// <summary>Range filters that lost their numerical soundness and were started afresh.</summary>
    public long FiltersRestarted { get; internal set; }

    /// <summary>Ranged objects with a value that is not finite or out of its range, or that came without a calibration: left out.</summary>
    public long RangedObjectsBad { get; internal set; }

    internal void Clear()
    {
        Frames = FramesOutOfOrder = FramesDuplicate = Gaps = 0;
        DetectionsBadBox = DetectionsBadScore = DetectionsOutsideImage = DetectionsTooMany = 0;
        TracksTooMany = EgoMotionBad = FiltersRestarted = RangedObjectsBad = 0;
    }
}
