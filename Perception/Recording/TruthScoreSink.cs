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
    private readonly PlaybackControl? _playback;
    private ScoredTrack[] _tracks = new ScoredTrack[64];

    /// <param name="truth">The drive's.</param>
    /// <param name="playback">Where the drive may be sought in; null plays it through.</param>
    public TruthScoreSink(DriveTruth truth, PlaybackControl? playback)
    {
        _scorer = new DriveScorer(truth, new DriveScorerOptions());
        _playback = playback;
    }

    /// <summary>Why there is no score, as one sentence; null where there is one. Tracks and their identities mean something only over frames that follow one another.</summary>
    public string? Absence => _playback is { HasSought: true }
        ? "the drive was sought in, so that its frames did not follow one another; play it through to have it scored"
        : null;

    public bool Write(WorldMessage message, Mat image)
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
                    track.TrackId, ((Fusion.Tracking.ObjectClass)track.Class).Group(), new Box(box.XMin, box.YMin, box.XMax, box.YMax), track.SinceSeenNs == 0,
                    track.Ego is { } ego ? new ScoredState(ego.X, ego.Y, ego.Vx, ego.Vy, ego.VarianceX, ego.VarianceY, ego.VarianceVx, ego.VarianceVy) : null);
            }
        }

        ScoredLane? lane = message.EgoLane is { } place ? new ScoredLane(place.LateralOffset, place.LateralOffsetSigma) : null;
        _scorer.Add(message.FrameId, _tracks.AsSpan(0, count), lane, message.Lead?.TrackId);
        return true;
    }

    /// <returns>Null where <see cref="Absence"/> says why.</returns>
    public DriveScore? Score() => Absence is null ? _scorer.Score() : null;

    public void Dispose()
    {
    }
}
