using System.ComponentModel.DataAnnotations;
using Evaluation.Metrics;
using Fusion.Association;
using Fusion.Tracking;
using Sensors;

namespace Evaluation.Drives;

/// <summary>Scores published messages against a drive's truth, frame by frame, without allocating once its buffers have grown.</summary>
/// <remarks>
/// In each frame tracks and road users of the same group pair up one to one: first those that paired before and still overlap, then
/// the rest by the greatest sum of overlaps (Bernardin and Stiefelhagen 2008). Not thread safe.
/// </remarks>
public sealed class DriveScorer
{
    // More than any sum of overlaps, so that a pair of the frame before is never given up.
    private const double Kept = 1000;
    private const int Digits = 4;
    private readonly DriveTruth _truth;
    private readonly DriveScorerOptions _options;
    private readonly SparseAssignment _assignment = new();
    private readonly GroupTally _vehicles = new();
    private readonly GroupTally _pedestrians = new();
    private readonly GroupTally _twoWheelers = new();
    private readonly MeanTally _range = new();
    private readonly MeanTally _laneOffset = new();
    private readonly DeviationTally _statedRange = new();
    private readonly DeviationTally _statedLateral = new();
    private readonly DeviationTally _statedVelocityX = new();
    private readonly DeviationTally _statedVelocityY = new();
    private readonly DeviationTally _statedLaneOffset = new();
    private readonly Dictionary<int, int> _numberOf = [];
    private readonly int[] _lastTrack;
    private readonly bool[] _counted;
    private readonly bool[] _found;
    private int[] _trackOf = new int[64];
    private int _frames;
    private int _tracks;
    private int _rightTracks;
    private int _identityChanges;
    private int _roadFrames;
    private int _leadFrames;
    private int _leadFound;
    private int _leads;
    private int _leadsWrong;

    /// <exception cref="ValidationException">An option is outside its range.</exception>
    public DriveScorer(DriveTruth truth, DriveScorerOptions options)
    {
        OptionRanges.Require(options);
        _truth = truth;
        _options = options;
        foreach (DriveTruthFrame frame in truth.Frames)
        {
            foreach (DriveTruthObject item in frame.Objects)
            {
                _numberOf.TryAdd(item.Id, _numberOf.Count);
            }
        }

        _lastTrack = new int[_numberOf.Count];
        _counted = new bool[_numberOf.Count];
        _found = new bool[_numberOf.Count];
    }

    /// <summary>Adds a published frame; frames without truth are passed over.</summary>
    /// <param name="frameId">Its number in the drive.</param>
    /// <param name="tracks">The tracks that are believed: confirmed or lost.</param>
    /// <param name="lane">The ego vehicle in its lane; null where not known.</param>
    /// <param name="leadTrackId">The track that leads; null for none.</param>
    public void Add(long frameId, ReadOnlySpan<ScoredTrack> tracks, ScoredLane? lane, int? leadTrackId)
    {
        if (frameId < 0 || frameId >= _truth.Frames.Count)
        {
            return;
        }

        DriveTruthFrame frame = _truth.Frames[(int)frameId];
        _frames++;
        Pair(frame.Objects, tracks);
        AddTracks(frame, tracks);
        AddLead(frame, tracks, leadTrackId);
        if (frame.LaneOffset is { } offset)
        {
            _roadFrames++;
            if (lane is { } found)
            {
                _laneOffset.Add(Math.Abs(found.Offset - offset));
                _statedLaneOffset.Add(found.Offset - offset, found.Sigma * found.Sigma);
            }
        }
    }

    /// <summary>The score so far.</summary>
    public DriveScore Score() => new()
    {
        Frames = _frames,
        Vehicles = _vehicles.Score,
        Pedestrians = _pedestrians.Score,
        TwoWheelers = _twoWheelers.Score,
        RightTracksShare = Share(_rightTracks, _tracks),
        IdentityChanges = _identityChanges,
        RangeError = Rounded(_range.Mean),
        LaneOffsetError = Rounded(_laneOffset.Mean),
        LaneOffsetShare = Share(_laneOffset.Count, _roadFrames),
        LeadFoundShare = Share(_leadFound, _leadFrames),
        LeadWrongShare = Share(_leadsWrong, _leads),
        Stated = new StatedDeviations(Rounded(_statedRange), Rounded(_statedLateral), Rounded(_statedVelocityX), Rounded(_statedVelocityY), Rounded(_statedLaneOffset)),
    };

    private static double? Share(int part, int whole) => whole == 0 ? null : Rounded((double)part / whole);

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, Digits) : null;

    private static DeviationScore? Rounded(DeviationTally tally) => tally.Score is { } score
        ? new DeviationScore(
            score.Count, Math.Round(score.Inside1Sigma, Digits), Math.Round(score.Inside2Sigma, Digits), Math.Round(score.Inside3Sigma, Digits), Math.Round(score.Nees, Digits))
        : null;

    private void Pair(DriveTruthObject[] objects, ReadOnlySpan<ScoredTrack> tracks)
    {
        Grow(ref _trackOf, objects.Length);
        _assignment.Begin(tracks.Length);
        foreach (ref readonly DriveTruthObject item in objects.AsSpan())
        {
            _assignment.AddRow(0);
            for (int i = 0; i < tracks.Length; i++)
            {
                if (tracks[i].Group != item.Class.Group())
                {
                    continue;
                }

                float overlap = tracks[i].Box.IntersectionOverUnion(item.Visible);
                if (overlap >= _options.LeastIoU)
                {
                    _assignment.AddEdge(i, -overlap - (_lastTrack[_numberOf[item.Id]] == tracks[i].Id ? Kept : 0));
                }
            }
        }

        _assignment.Solve(_trackOf.AsSpan(0, objects.Length));
    }

    private void AddTracks(DriveTruthFrame frame, ReadOnlySpan<ScoredTrack> tracks)
    {
        DriveTruthObject[] objects = frame.Objects;
        for (int i = 0; i < objects.Length; i++)
        {
            ref readonly DriveTruthObject item = ref objects[i];
            int number = _numberOf[item.Id];
            int track = _trackOf[i];
            if (track >= 0)
            {
                _identityChanges += _lastTrack[number] != 0 && _lastTrack[number] != tracks[track].Id ? 1 : 0;
                _lastTrack[number] = tracks[track].Id;
                _rightTracks += tracks[track].IsSeen ? 1 : 0;
            }

            if (!Counts(item))
            {
                continue;
            }

            GroupTally tally = item.Class.Group() switch
            {
                ObjectGroup.MotorVehicle => _vehicles,
                ObjectGroup.Pedestrian => _pedestrians,
                _ => _twoWheelers,
            };
            tally.Add(!_counted[number], track >= 0, track >= 0 && !_found[number]);
            _counted[number] = true;
            _found[number] |= track >= 0;
            if (track >= 0 && tracks[track].State is { } state && item.NearestX >= _options.LeastRange)
            {
                _range.Add(Math.Abs(state.NearestX - item.NearestX) / item.NearestX);
                AddState(frame, item, state);
            }
        }

        foreach (ref readonly ScoredTrack track in tracks)
        {
            _tracks += track.IsSeen ? 1 : 0;
        }
    }

    private void AddState(DriveTruthFrame frame, in DriveTruthObject item, in ScoredState state)
    {
        _statedRange.Add(state.NearestX - item.NearestX, state.VarianceX);
        _statedLateral.Add(state.Y - item.CentreY, state.VarianceY);
        if (frame.EgoSpeed is { } speed && item.Velocity is { } velocity)
        {
            _statedVelocityX.Add(state.Vx - (velocity.X - speed), state.VarianceVx);
            _statedVelocityY.Add(state.Vy - velocity.Y, state.VarianceVy);
        }
    }

    private void AddLead(DriveTruthFrame frame, ReadOnlySpan<ScoredTrack> tracks, int? leadTrackId)
    {
        int lead = -1;
        for (int i = 0; i < frame.Objects.Length; i++)
        {
            lead = frame.Objects[i].Id == frame.LeadId ? i : lead;
        }

        bool isRight = lead >= 0 && leadTrackId is { } id && _trackOf[lead] >= 0 && tracks[_trackOf[lead]].Id == id;
        if (leadTrackId is not null)
        {
            _leads++;
            _leadsWrong += isRight ? 0 : 1;
        }

        if (lead >= 0 && Counts(frame.Objects[lead]))
        {
            _leadFrames++;
            _leadFound += isRight ? 1 : 0;
        }
    }

    private bool Counts(in DriveTruthObject item) => item.Visible.Height >= _options.LeastHeight && item.Occlusion < _options.MostHidden;

    private static void Grow<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count)
        {
            Array.Resize(ref buffer, Math.Max(count, 2 * buffer.Length));
        }
    }
}
