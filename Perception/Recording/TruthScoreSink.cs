using Evaluation.Drives;
using Fusion.Geometry;
using Fusion.Tracking;
using OpenCvSharp;
using Perception.Client;
using Perception.Pipeline;
using TrackState = Perception.Client.TrackState;

namespace Perception.Recording;

/// <summary>Scores every published message against the drive's truth.</summary>
/// <remarks>Behind publishing, as every sink; allocates nothing once its buffers have grown. Read the score when the pipeline has ended.</remarks>
public sealed class TruthScoreSink : IWorldSink
{
    private readonly DriveScorer _scorer;
    private ScoredTrack[] _tracks = new ScoredTrack[64];

    public TruthScoreSink(DriveTruth truth)
    {
        _scorer = new DriveScorer(truth, new DriveScorerOptions());
    }

    public void Write(WorldMessage message, Mat image)
    {
        int count = 0;
        if (_tracks.Length < message.Tracks.Count)
        {
            _tracks = new ScoredTrack[message.Tracks.Count * 2];
        }

        foreach (TrackMessage track in message.Tracks)
        {
            if (track.State is TrackState.Confirmed or TrackState.Lost)
            {
                BoxMessage box = track.Box;
                _tracks[count++] = new ScoredTrack(
                    track.TrackId, ((Fusion.Tracking.ObjectClass)track.Class).Group(), new Box(box.XMin, box.YMin, box.XMax, box.YMax), track.SinceSeenNs == 0, track.Ego?.X);
            }
        }

        _scorer.Add(message.FrameId, _tracks.AsSpan(0, count), message.EgoLane?.LateralOffset, message.Lead?.TrackId);
    }

    public DriveScore Score() => _scorer.Score();

    public void Dispose()
    {
    }
}
