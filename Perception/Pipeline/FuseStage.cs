using Fusion.World;
using Perception.Publishing;
using Sensors.Frames;
using Sensors.Sources;

namespace Perception.Pipeline;

/// <summary>Detections and masks to tracks, lane curves and lead; writes what is seen into the job's message.</summary>
public sealed class FuseStage
{
    private readonly WorldFusion _fusion;
    private readonly WorldCapability _capability;
    private readonly int _maximumTracks;
    private readonly bool _isForRig;

    /// <param name="options">Validated here.</param>
    /// <param name="source">The camera.</param>
    /// <param name="networks">What its frames were processed with.</param>
    /// <param name="isForRig">Whether the tracks are kept in the job as well, for its rig.</param>
    public FuseStage(WorldFusionOptions options, SourceDescription source, NetworkSet networks, bool isForRig = false)
    {
        _isForRig = isForRig;
        _maximumTracks = options.Tracker.MaximumTracks;
        _fusion = new WorldFusion(options, source);
        _capability = new WorldCapability
        {
            Objects = true,
            Lanes = true,
            Drivable = true,
            Networks = [.. Enumerable.Range(0, networks.Distinct.Count)],
        };
    }

    public void Process(FrameJob job)
    {
        FrameStamp stamp = job.Frame!.Stamp;
        WorldModel world = _fusion.Update(stamp.CaptureTimeNs, job.Detections.AsSpan(0, job.DetectionCount), job.LaneLines, job.Drivable);
        job.Filler.Fill(stamp, world.Tracks, world.Lanes, world.Lead, _capability);
        if (_isForRig)
        {
            job.KeepForRig(world, _maximumTracks);
        }

        job.ConfirmedTracksEver = world.ConfirmedTracksEver;
        job.HasBothEgoLines = world.Lanes.HasBothEgoLines;
    }
}
