using Fusion.Association;
using Fusion.Tracking;
using Fusion.World;
using Sensors.Calibration;

namespace Fusion.Rigs;

/// <summary>
/// Makes one list of objects of the tracks of several cameras on one vehicle: tracks of calibrated cameras whose objects stand at the same
/// place on the ground are one object, which keeps its identity from camera to camera.
/// </summary>
/// <remarks>
/// Each camera's own tracker stays as it is; here its tracks are views. A track of an uncalibrated camera has no place, so that it is an
/// object by itself, whatever else is seen. Causal and deterministic. Not thread safe; allocates nothing after its construction but where
/// the assignment's buffers grow.
/// </remarks>
public sealed class RigFusion
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly RigFusionOptions _options;
    private readonly LaneAssignerOptions _laneOptions;
    private readonly RigCamera[] _cameras;
    private readonly RigObject[] _objects;
    private readonly Track[] _tracks;
    private readonly RigView[] _views;
    private readonly int[] _viewStart;
    private readonly int[] _rows;
    private readonly int[] _columnOfRow;
    private readonly SparseAssignment _assignment = new();
    private readonly double _floor;
    private int _count;
    private int _lastId;
    private long _nowNs;
    private double _yawRate;
    private LaneBounds _lanes;

    /// <param name="options">Validated here.</param>
    /// <param name="laneOptions">How lanes of objects are told; validated here.</param>
    /// <param name="cameras">Each camera's calibration in the rig's order; null for an uncalibrated one. They share the ego frame.</param>
    /// <param name="maximumTracks">The most tracks that a camera gives at a time.</param>
    /// <exception cref="WorldFusionOptionsException">An option is out of range.</exception>
    public RigFusion(RigFusionOptions options, LaneAssignerOptions laneOptions, IReadOnlyList<CameraCalibration?> cameras, int maximumTracks)
    {
        WorldFusionOptions.Check(options);
        WorldFusionOptions.Check(laneOptions);
        _options = options;
        _laneOptions = laneOptions;
        _floor = options.PlaceSigma * options.PlaceSigma;
        _cameras = [.. cameras.Select(calibration => new RigCamera(calibration, maximumTracks))];
        _objects = [.. Enumerable.Range(0, options.MaximumObjects).Select(_ => new RigObject(cameras.Count))];
        _tracks = new Track[options.MaximumObjects];
        _views = new RigView[options.MaximumObjects * cameras.Count];
        _viewStart = new int[options.MaximumObjects + 1];
        _rows = new int[maximumTracks];
        _columnOfRow = new int[maximumTracks];
    }

    /// <summary>How many objects were ever confirmed.</summary>
    public int ConfirmedEver { get; private set; }

    /// <summary>Tracks that found no room (<see cref="RigFusionOptions.MaximumObjects"/>).</summary>
    public long ObjectsTooMany { get; private set; }

    /// <summary>The objects after the last instant. A track's box is that of its first view; valid until the next instant.</summary>
    public ReadOnlySpan<Track> Tracks => _tracks.AsSpan(0, _count);

    /// <summary>The cameras that follow an object, the surest first; none where it is only remembered.</summary>
    public ReadOnlySpan<RigView> Views(int index) => _views.AsSpan(_viewStart[index], _viewStart[index + 1] - _viewStart[index]);

    /// <summary>Takes one camera's tracks of this instant.</summary>
    public void Take(int camera, long captureTimeNs, ReadOnlySpan<Track> tracks) => _cameras[camera].Take(captureTimeNs, tracks);

    /// <summary>Makes the objects of an instant; cameras that had no frame for it stand by their last one for a while.</summary>
    /// <param name="captureTimeNs">Capture time of the newest frame taken.</param>
    /// <param name="yawRate">The ego vehicle's, rad/s; 0 where it is not known.</param>
    /// <param name="lanes">The ego lane's boundaries, or default.</param>
    public ReadOnlySpan<Track> Fuse(long captureTimeNs, double yawRate, in LaneBounds lanes)
    {
        _nowNs = captureTimeNs;
        _yawRate = double.IsFinite(yawRate) ? yawRate : 0;
        _lanes = lanes;
        foreach (RigCamera camera in _cameras)
        {
            if (_nowNs - camera.TimeNs > Nanoseconds(_options.CameraMemory))
            {
                camera.Forget();
            }

            Array.Clear(camera.Taken);
        }

        Follow();
        Split();
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            Join(camera);
        }

        Merge();
        Publish();
        foreach (RigCamera camera in _cameras)
        {
            camera.IsFresh = false;
        }

        return Tracks;
    }

    private static long Nanoseconds(TimeSpan duration) => duration.Ticks * TimeSpan.NanosecondsPerTick;

    private double Seconds(long sinceNs) => (_nowNs - sinceNs) / NanosecondsPerSecond;

    /// <summary>Whether a camera sees an object in its last frame, rather than expecting it somewhere.</summary>
    private bool Sees(RigObject known, int camera) =>
        known.Places[camera] >= 0 && _cameras[camera].Tracks[known.Places[camera]].SinceSeen == TimeSpan.Zero;

    /// <summary>Whether no camera sees both: what a camera sees as two is two.</summary>
    private bool IsDisjoint(RigObject one, RigObject other)
    {
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            if (Sees(one, camera) && Sees(other, camera))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A track's centre at this instant.</summary>
    private bool TryCentre(int camera, int place, out GroundPlace centre)
    {
        if (!_cameras[camera].TryCentre(place, out centre))
        {
            return false;
        }

        centre = centre.After(Seconds(_cameras[camera].TimeNs), _yawRate, _options.Acceleration);
        return true;
    }

    /// <summary>Finds every object's tracks again and places it by them; one that was placed before goes on where none is left.</summary>
    private void Follow()
    {
        for (int i = 0; i < _count; i++)
        {
            RigObject known = _objects[i];
            for (int camera = 0; camera < _cameras.Length; camera++)
            {
                int place = known.TrackIds[camera] == 0 ? -1 : _cameras[camera].Find(known.TrackIds[camera]);
                known.Places[camera] = place;
                if (place < 0)
                {
                    known.TrackIds[camera] = 0;
                }
                else
                {
                    _cameras[camera].Taken[place] = true;
                }
            }

            Place(known);
        }
    }

    private void Place(RigObject known)
    {
        // A camera that sees the object tells more of it than one that only expects it somewhere.
        PlaceIntersection views = Intersect(known, onlySeen: true);
        views = views.Count > 0 ? views : Intersect(known, onlySeen: false);
        if (views.Count > 0)
        {
            known.Centre = views.Result();
            known.IsPlaced = true;
        }
        else if (known.IsPlaced)
        {
            known.Centre = known.Centre.After(Seconds(known.CentreNs), _yawRate, _options.Acceleration);
        }

        known.CentreNs = _nowNs;
    }

    private PlaceIntersection Intersect(RigObject known, bool onlySeen)
    {
        PlaceIntersection views = default;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            int place = known.Places[camera];
            bool counts = place >= 0 && (!onlySeen || Sees(known, camera));
            if (counts && TryCentre(camera, place, out GroundPlace centre))
            {
                views.Add(centre);
            }
        }

        return views;
    }

    /// <summary>Views that have disagreed for too long are of two objects: the less certain one is let go.</summary>
    private void Split()
    {
        double gate = _options.SplitGate * _options.SplitGate;
        for (int i = 0; i < _count; i++)
        {
            RigObject known = _objects[i];
            int worst = -1;
            double largest = gate;
            double leastCertain = 0;
            for (int a = 0; a < _cameras.Length; a++)
            {
                for (int b = a + 1; b < _cameras.Length; b++)
                {
                    if (known.Places[a] < 0 || known.Places[b] < 0
                        || !TryCentre(a, known.Places[a], out GroundPlace one) || !TryCentre(b, known.Places[b], out GroundPlace other))
                    {
                        continue;
                    }

                    double distance = one.SquaredDistance(other, 2 * _floor, _options.RangeShare);
                    if (distance > largest)
                    {
                        largest = distance;
                        worst = one.PlaceTrace > other.PlaceTrace ? a : b;
                        leastCertain = Math.Max(one.PlaceTrace, other.PlaceTrace);
                    }
                }
            }

            if (worst < 0)
            {
                known.SplitSinceNs = 0;
            }
            else if (known.SplitSinceNs == 0)
            {
                known.SplitSinceNs = _nowNs;
            }
            else if (_nowNs - known.SplitSinceNs >= Nanoseconds(_options.SplitAfter) && leastCertain > 0)
            {
                _cameras[worst].Taken[known.Places[worst]] = false;
                known.TrackIds[worst] = 0;
                known.Places[worst] = -1;
                known.SplitSinceNs = 0;
                Place(known);
            }
        }
    }

    /// <summary>Gives a camera's new tracks to objects that it does not see otherwise, best fit over all; the rest are new objects.</summary>
    private void Join(int camera)
    {
        ReadOnlySpan<Track> tracks = _cameras[camera].Tracks;
        int rows = 0;
        double gate = _options.JoinGate * _options.JoinGate;
        _assignment.Begin(_count);
        for (int place = 0; place < tracks.Length; place++)
        {
            // A track that is nowhere seen begins nothing.
            if (_cameras[camera].Taken[place] || tracks[place].SinceSeen != TimeSpan.Zero)
            {
                continue;
            }

            _rows[rows++] = place;
            _assignment.AddRow(gate);
            if (!TryCentre(camera, place, out GroundPlace centre))
            {
                continue;
            }

            for (int i = 0; i < _count; i++)
            {
                RigObject known = _objects[i];
                if (known.IsPlaced && !Sees(known, camera) && known.Group == tracks[place].Class.Group())
                {
                    double distance = known.Centre.SquaredDistance(centre, 2 * _floor, _options.RangeShare);
                    if (distance < gate)
                    {
                        _assignment.AddEdge(i, distance);
                    }
                }
            }
        }

        _assignment.Solve(_columnOfRow);
        for (int row = 0; row < rows; row++)
        {
            int place = _rows[row];
            RigObject? known = _columnOfRow[row] >= 0 ? _objects[_columnOfRow[row]] : Begin(tracks[place].Class.Group());
            if (known is null)
            {
                continue;
            }

            known.TrackIds[camera] = tracks[place].TrackId;
            known.Places[camera] = place;
            _cameras[camera].Taken[place] = true;
            Place(known);
        }
    }

    private RigObject? Begin(ObjectGroup group)
    {
        if (_count == _objects.Length)
        {
            ObjectsTooMany++;
            return null;
        }

        RigObject begun = _objects[_count++];
        Array.Clear(begun.TrackIds);
        Array.Fill(begun.Places, -1);
        begun.Id = ++_lastId;
        begun.Group = group;
        begun.FirstSeenNs = _nowNs;
        begun.LastSeenNs = _nowNs;
        begun.IsPlaced = false;
        begun.WasConfirmed = false;
        begun.SplitSinceNs = 0;
        begun.JoinId = 0;
        begun.Lane = LaneAssignment.Unknown;
        begun.Last = default;
        return begun;
    }

    /// <summary>Objects of different cameras that have been at one place for long enough are one: the older one's identity stays.</summary>
    private void Merge()
    {
        for (int i = 1; i < _count; i++)
        {
            RigObject younger = _objects[i];
            RigObject? older = NearestOlder(i);
            if (older?.Id != younger.JoinId)
            {
                younger.JoinId = older?.Id ?? 0;
                younger.JoinSinceNs = _nowNs;
            }

            if (older is not null && _nowNs - younger.JoinSinceNs >= Nanoseconds(_options.JoinAfter))
            {
                Absorb(older, younger);
                RemoveAt(i--);
            }
        }
    }

    /// <summary>The older object at the same place that no camera sees beside this one; null where there is none.</summary>
    private RigObject? NearestOlder(int index)
    {
        RigObject younger = _objects[index];
        RigObject? nearest = null;
        double least = _options.JoinGate * _options.JoinGate;
        for (int i = 0; i < index && younger.IsPlaced && younger.Views > 0; i++)
        {
            RigObject older = _objects[i];
            if (!older.IsPlaced || older.Group != younger.Group || !IsDisjoint(older, younger))
            {
                continue;
            }

            double distance = older.Centre.SquaredDistance(younger.Centre, 2 * _floor, _options.RangeShare);
            if (distance < least)
            {
                least = distance;
                nearest = older;
            }
        }

        return nearest;
    }

    private void Absorb(RigObject older, RigObject younger)
    {
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            if (younger.TrackIds[camera] != 0 && (older.TrackIds[camera] == 0 || Sees(younger, camera)))
            {
                older.TrackIds[camera] = younger.TrackIds[camera];
                older.Places[camera] = younger.Places[camera];
            }
        }

        if (older.WasConfirmed && younger.WasConfirmed)
        {
            ConfirmedEver--;
        }

        older.WasConfirmed |= younger.WasConfirmed;
        Place(older);
    }

    /// <summary>Takes an object out; the others keep their order, which is that of their age.</summary>
    private void RemoveAt(int index)
    {
        RigObject removed = _objects[index];
        Array.Copy(_objects, index + 1, _objects, index, _count - index - 1);
        _objects[--_count] = removed;
    }

    private void Publish()
    {
        int views = 0;
        for (int i = 0; i < _count; i++)
        {
            RigObject known = _objects[i];
            _viewStart[i] = views;
            int found = WriteViews(known, views);
            if (found == 0 && !Keep(known))
            {
                RemoveAt(i--);
                continue;
            }

            _tracks[i] = found == 0 ? Remembered(known) : Describe(known, views, found);
            known.Last = _tracks[i];
            views += found;
        }

        _viewStart[_count] = views;
    }

    /// <summary>Whether an object that no camera follows is remembered for the next one.</summary>
    private bool Keep(RigObject known) =>
        known.IsPlaced && known.WasConfirmed && _nowNs - known.LastSeenNs <= Nanoseconds(_options.HandOver);

    /// <returns>How many views were written, the surest first: seen last, then placed best.</returns>
    private int WriteViews(RigObject known, int start)
    {
        int count = 0;
        for (int camera = 0; camera < _cameras.Length; camera++)
        {
            int place = known.Places[camera];
            if (place < 0)
            {
                continue;
            }

            ref readonly Track track = ref _cameras[camera].Tracks[place];
            long behindNs = _cameras[camera].IsFresh ? 0 : Math.Max(_nowNs - _cameras[camera].TimeNs, 0);
            RigView view = new(camera, track.TrackId, track.Box, track.SinceSeen + TimeSpan.FromTicks(behindNs / TimeSpan.NanosecondsPerTick));
            int hole = start + count++;
            while (hole > start && IsSurer(view, _views[hole - 1], known))
            {
                _views[hole] = _views[hole - 1];
                hole--;
            }

            _views[hole] = view;
        }

        return count;
    }

    private bool IsSurer(in RigView view, in RigView other, RigObject known)
    {
        if (view.SinceSeen != other.SinceSeen)
        {
            return view.SinceSeen < other.SinceSeen;
        }

        bool isPlaced = TryCentre(view.Camera, known.Places[view.Camera], out GroundPlace one);
        bool isOtherPlaced = TryCentre(other.Camera, known.Places[other.Camera], out GroundPlace another);
        return isPlaced && (!isOtherPlaced || one.PlaceTrace < another.PlaceTrace);
    }

    private Track Describe(RigObject known, int start, int count)
    {
        RigView first = _views[start];
        RigCamera camera = _cameras[first.Camera];
        Track best = camera.Tracks[known.Places[first.Camera]];
        TrackState state = TrackState.Tentative;
        float score = 0;
        TimeSpan since = TimeSpan.MaxValue;
        LaneAssignment lane = LaneAssignment.Unknown;
        for (int i = start; i < start + count; i++)
        {
            ref readonly Track seen = ref _cameras[_views[i].Camera].Tracks[known.Places[_views[i].Camera]];
            state = Better(state, seen.State);
            score = Math.Max(score, seen.Score);
            since = _views[i].SinceSeen < since ? _views[i].SinceSeen : since;
            lane = _views[i].Camera == 0 ? seen.Lane : lane;
        }

        if (state == TrackState.Confirmed && !known.WasConfirmed)
        {
            known.WasConfirmed = true;
            ConfirmedEver++;
        }

        known.LastSeenNs = Math.Max(known.LastSeenNs, _nowNs - Nanoseconds(since));
        known.Lane = lane != LaneAssignment.Unknown || !known.IsPlaced ? lane : _lanes.At(known.Centre.X, known.Centre.Y, known.Lane, _laneOptions);
        bool isSingle = count == 1 && camera.IsFresh;
        EgoState? ego = best.Ego is not { } own ? null : isSingle || !known.IsPlaced || camera.Calibration is null ? own : camera.Face(own, known.Centre);
        return best with
        {
            TrackId = known.Id,
            State = state,
            Score = score,
            Age = TimeSpan.FromTicks((_nowNs - known.FirstSeenNs) / TimeSpan.NanosecondsPerTick),
            SinceSeen = since,
            Ego = ego,
            Lane = known.Lane,
        };
    }

    private Track Remembered(RigObject known) => known.Last with
    {
        State = TrackState.Lost,
        Box = default,
        Age = TimeSpan.FromTicks((_nowNs - known.FirstSeenNs) / TimeSpan.NanosecondsPerTick),
        SinceSeen = TimeSpan.FromTicks((_nowNs - known.LastSeenNs) / TimeSpan.NanosecondsPerTick),
        Sources = ObjectSources.None,
        Ego = known.Last.Ego is { } ego ? Moved(ego, known.Centre) : null,
        TimeToCollision = null,
        TimeToCollisionSigma = null,
        Lane = _lanes.At(known.Centre.X, known.Centre.Y, known.Lane, _laneOptions),
    };

    /// <summary>The face that was seen last goes with the centre.</summary>
    private static EgoState Moved(in EgoState ego, in GroundPlace centre) => ego with
    {
        X = centre.X - ego.HalfDepth,
        Y = centre.Y,
        Vx = centre.Vx,
        Vy = centre.Vy,
        VarianceX = centre.VarianceX,
        VarianceY = centre.VarianceY,
        CovarianceXY = centre.CovarianceXY,
        VarianceVx = centre.VarianceVx,
        VarianceVy = centre.VarianceVy,
        CameraDepth = Math.Max(ego.CameraDepth + centre.X - ego.HalfDepth - ego.X, 0),
        CameraDepthVariance = centre.VarianceX,
    };

    private static TrackState Better(TrackState one, TrackState other) =>
        one == TrackState.Confirmed || other == TrackState.Confirmed ? TrackState.Confirmed
        : one == TrackState.Lost || other == TrackState.Lost ? TrackState.Lost
        : TrackState.Tentative;
}
