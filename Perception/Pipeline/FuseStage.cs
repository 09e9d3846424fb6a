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

    public FuseStage(WorldFusionOptions options, SourceDescription source, NetworkSet networks)
    {
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
        job.ConfirmedTracksEver = world.ConfirmedTracksEver;
        job.HasBothEgoLines = world.Lanes.HasBothEgoLines;
    }
}
