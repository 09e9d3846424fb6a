using Fusion.Lanes;
using Fusion.Tracking;
using Sensors.Calibration;
using Sensors.Frames;

namespace Fusion.World;

/// <summary>
/// Tells which lane each track is in, by where it stands on the road against the lane boundaries there.
/// </summary>
/// <remarks>
/// Without ego lines the path straight ahead may stand in for the ego lane (<see cref="LaneAssignerOptions.UsePathWithoutLines"/>).
/// Not thread safe; allocates nothing after its construction.
/// </remarks>
public sealed class LaneAssigner
{
    private readonly LaneAssignerOptions _options;
    private LaneMemory[] _memory;
    private LaneMemory[] _next;
    private int _count;
    private long _timeNs;
    private float _lowest;

    /// <param name="options">Validated here.</param>
    /// <param name="maximumTracks">The most tracks that are ever given at a time.</param>
    /// <exception cref="WorldFusionOptionsException">An option is out of range.</exception>
    public LaneAssigner(LaneAssignerOptions options, int maximumTracks)
    {
        WorldFusionOptions.Check(options);
        _options = options;
        _memory = new LaneMemory[maximumTracks];
        _next = new LaneMemory[maximumTracks];
    }

    /// <summary>Sets <see cref="Track.Lane"/> of every track.</summary>
    /// <param name="captureTimeNs">The frame's capture time.</param>
    /// <param name="tracks">At most as many as the constructor was told.</param>
    /// <param name="lanes">The frame's lanes, from a <see cref="LaneTracker"/>.</param>
    /// <param name="lowest">The lowest row in which objects were looked for, source pixels; null for the image's. What reaches it stands on the ground below.</param>
    public void Assign(long captureTimeNs, Span<Track> tracks, LaneScene lanes, float? lowest = null)
    {
        _lowest = lowest ?? float.MaxValue;
        for (int i = 0; captureTimeNs < _timeNs && i < _count; i++)
        {
            // The clock was set back: what was waited for so far counts on.
            _memory[i].CandidateSinceNs += captureTimeNs - _timeNs;
        }

        _timeNs = captureTimeNs;
        int place = 0;
        for (int i = 0; i < tracks.Length; i++)
        {
            LaneMemory memory = Recall(tracks[i].TrackId, ref place);
            LaneAssignment seen = Locate(tracks[i], lanes, memory.Lane);
            Decide(ref memory, seen, captureTimeNs);
            _next[i] = memory;
            tracks[i] = tracks[i] with { Lane = memory.Lane };
        }

        _count = tracks.Length;
        (_memory, _next) = (_next, _memory);
    }

    /// <summary>Forgets every track.</summary>
    public void Reset() => _count = 0;

    /// <summary>What is remembered of a track. Tracks keep their order, so the place after the last one found is looked at first.</summary>
    private LaneMemory Recall(int trackId, ref int place)
    {
        for (int step = 0; step < _count; step++)
        {
            int i = (place + step) % _count;
            if (_memory[i].TrackId == trackId)
            {
                place = i + 1;
                return _memory[i];
            }
        }

        return new LaneMemory { TrackId = trackId };
    }

    private void Decide(ref LaneMemory memory, LaneAssignment seen, long nowNs)
    {
        if (seen == memory.Lane)
        {
            memory.Candidate = seen;
            return;
        }

        if (memory.Candidate != seen)
        {
            memory.Candidate = seen;
            memory.CandidateSinceNs = nowNs;
        }

        TimeSpan wait = seen == LaneAssignment.Unknown ? _options.HoldFor : memory.Lane == LaneAssignment.Unknown ? TimeSpan.Zero : _options.SwitchAfter;
        if (nowNs - memory.CandidateSinceNs >= Nanoseconds.Of(wait))
        {
            memory.Lane = seen;
        }
    }

    private LaneAssignment Locate(in Track track, LaneScene lanes, LaneAssignment present)
    {
        RoadCoordinates? road = lanes.Road;
        if (road is null || !TryPlace(track, road, onPath: false, out double lateral, out double distance))
        {
            return LaneAssignment.Unknown;
        }

        if (LaneSpan.TryFromLines(road, distance, _options, out LaneSpan span))
        {
            return span.At(lateral, present, _options.BoundaryHysteresis);
        }

        bool hasLines = road.TryBoundary(LanePosition.EgoLeft, 0, out _) || road.TryBoundary(LanePosition.EgoRight, 0, out _);
        if (!_options.UsePathWithoutLines || hasLines || !road.IsHorizonKnown || !TryPlace(track, road, onPath: true, out lateral, out distance)
            || distance > _options.PathRange)
        {
            return LaneAssignment.Unknown;
        }

        return LaneSpan.FromPath(road.LaneWidth, _options).At(lateral, present, _options.BoundaryHysteresis);
    }

    /// <summary>Where the middle of the object's rear stands.</summary>
    private bool TryPlace(in Track track, RoadCoordinates road, bool onPath, out double lateral, out double distance)
    {
        bool isCut = track.Box.YMax >= Math.Min(road.ImageHeight, _lowest) - _options.BorderMarginPx;
        if (isCut && track.Ego is { } ego)
        {
            // The ground contact is out of sight; the ranged position is not.
            (lateral, distance) = onPath ? (ego.Y, ego.X - road.MountX) : road.FromEgo(ego.X, ego.Y);
            return true;
        }

        double bottom = Math.Min(track.Box.YMax, road.ImageHeight);
        if (!TryLocate(road, new Pixel(track.Box.XMin, bottom), onPath, out double left, out distance)
            || !TryLocate(road, new Pixel(track.Box.XMax, bottom), onPath, out double right, out distance))
        {
            lateral = 0;
            return false;
        }

        lateral = (left + right) / 2;
        if (track.Class.Group() == ObjectGroup.MotorVehicle && left - right > _options.RearWidth)
        {
            // The box shows the object's side as well, on the side that faces the vehicle; its rear is the outer part.
            double half = Math.Min(_options.RearWidth / 2, (left - right) / 2);
            lateral = lateral > half ? left - half : lateral < -half ? right + half : lateral;
        }

        return true;
    }

    private static bool TryLocate(RoadCoordinates road, Pixel ground, bool onPath, out double lateral, out double distance) =>
        onPath && road.IsMetric ? road.TryLocateOnPath(ground, out lateral, out distance) : road.TryLocate(ground, out lateral, out distance);
}
