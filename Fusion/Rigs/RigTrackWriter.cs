using Fusion.Tracking;
using Fusion.World;
using Sensors.Frames;

namespace Fusion.Rigs;

/// <summary>Writes the objects of an instant as tracks, each with the cameras' views of it, and lets go of those that nobody follows any more.</summary>
/// <remarks>Allocates nothing after its construction. Not thread safe.</remarks>
internal sealed class RigTrackWriter(RigFusionOptions options, LaneAssignerOptions laneOptions, TrackerOptions tracker, RigCameras cameras, RigObjects objects)
{
    private readonly long _handOverNs = Nanoseconds.Of(options.HandOver);
    private readonly Track[] _tracks = new Track[options.MaximumObjects];
    private readonly RigView[] _views = new RigView[options.MaximumObjects * cameras.Count];
    private readonly int[] _viewStart = new int[options.MaximumObjects + 1];
    private LaneBounds _lanes;

    /// <summary>One for each object, in the same order; valid until the next instant.</summary>
    public ReadOnlySpan<Track> Tracks => _tracks.AsSpan(0, objects.Count);

    /// <summary>The cameras that follow an object, the surest first.</summary>
    public ReadOnlySpan<RigView> Views(int index) => _views.AsSpan(_viewStart[index], _viewStart[index + 1] - _viewStart[index]);

    /// <param name="lanes">The ego lane's boundaries, or default.</param>
    public void Write(in LaneBounds lanes)
    {
        _lanes = lanes;
        int views = 0;
        for (int i = 0; i < objects.Count; i++)
        {
            RigObject known = objects[i];
            _viewStart[i] = views;
            int found = WriteViews(known, views);
            if (found == 0 && !IsRemembered(known))
            {
                objects.RemoveAt(i--);
                continue;
            }

            _tracks[i] = found == 0 ? Remembered(known) : Followed(known, _views.AsSpan(views, found));
            known.Last = _tracks[i];
            views += found;
        }

        _viewStart[objects.Count] = views;
    }

    /// <summary>Whether an object that no camera follows is kept for the next one.</summary>
    private bool IsRemembered(RigObject known) => known.IsPlaced && known.WasConfirmed && cameras.NowNs - known.LastSeenNs <= _handOverNs;

    /// <returns>How many views were written, the surest first: seen last, then placed best.</returns>
    private int WriteViews(RigObject known, int start)
    {
        int count = 0;
        for (int camera = 0; camera < cameras.Count; camera++)
        {
            if (known.Places[camera] < 0)
            {
                continue;
            }

            ref readonly Track track = ref cameras.TrackOf(known, camera);
            long behindNs = cameras[camera].IsFresh ? 0 : Math.Max(cameras.NowNs - cameras[camera].TimeNs, 0);
            RigView view = new(camera, track.TrackId, track.Box, track.SinceSeen + Nanoseconds.ToTimeSpan(behindNs));
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

        bool isPlaced = cameras.TryCentre(view.Camera, known.Places[view.Camera], out GroundPlace one);
        bool isOtherPlaced = cameras.TryCentre(other.Camera, known.Places[other.Camera], out GroundPlace another);
        return isPlaced && (!isOtherPlaced || one.PlaceTrace < another.PlaceTrace);
    }

    /// <summary>The track of the surest view, with what the others add.</summary>
    private Track Followed(RigObject known, ReadOnlySpan<RigView> views)
    {
        RigCamera surest = cameras[views[0].Camera];
        Track best = cameras.TrackOf(known, views[0].Camera);
        TimeSpan since = views[0].SinceSeen;
        TrackState state = TrackState.Tentative;
        float score = 0;
        LaneAssignment lane = LaneAssignment.Unknown;
        foreach (ref readonly RigView view in views)
        {
            ref readonly Track seen = ref cameras.TrackOf(known, view.Camera);
            state = Better(state, seen.State);
            score = Math.Max(score, seen.Score);
            lane = view.Camera == 0 ? seen.Lane : lane;
        }

        known.WasConfirmed |= state == TrackState.Confirmed;
        known.LastCamera = views[0].Camera;
        known.LastSeenNs = Math.Max(known.LastSeenNs, cameras.NowNs - Nanoseconds.Of(since));
        known.Lane = lane != LaneAssignment.Unknown || !known.IsPlaced ? lane : LaneAt(known);
        bool isOfNow = views.Length == 1 && surest.IsFresh && surest.TimeNs == cameras.NowNs;
        if (best.Ego is { } own && known.IsPlaced && !isOfNow)
        {
            // Cameras' frames are some milliseconds apart, and all is told for the newest one's time. The time to collision is the face's that is published, not that of the camera's last frame.
            EgoState face = surest.Face(own, known.Centre);
            TimeToCollision collision = TimeToCollision.Of(face, tracker);
            best = best with { Ego = face, TimeToCollision = collision.Seconds, TimeToCollisionSigma = collision.Sigma };
        }

        return best with
        {
            TrackId = known.Id,
            State = state,
            Score = score,
            Age = Since(known.FirstSeenNs),
            SinceSeen = since,
            Lane = known.Lane,
        };
    }

    private Track Remembered(RigObject known) => known.Last with
    {
        State = TrackState.Lost,
        Box = default,
        Age = Since(known.FirstSeenNs),
        SinceSeen = Since(known.LastSeenNs),
        Sources = ObjectSources.None,
        Ego = known.Last.Ego is { } ego ? cameras[known.LastCamera].Face(ego, known.Centre) : null,
        TimeToCollision = null,
        TimeToCollisionSigma = null,
        Lane = LaneAt(known),
    };

    private static TrackState Better(TrackState one, TrackState other) =>
        one == TrackState.Confirmed || other == TrackState.Confirmed ? TrackState.Confirmed
        : one == TrackState.Lost || other == TrackState.Lost ? TrackState.Lost
        : TrackState.Tentative;

    private TimeSpan Since(long timeNs) => Nanoseconds.ToTimeSpan(cameras.NowNs - timeNs);

    private LaneAssignment LaneAt(RigObject known) => _lanes.At(known.Centre.X, known.Centre.Y, known.Lane, laneOptions);
}
