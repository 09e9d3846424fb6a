using Fusion.Tracking;
using Sensors.Frames;

namespace Fusion.Rigs;

/// <summary>The last tracks of a rig's cameras as they stand at one instant, and what they tell of the objects that have them.</summary>
/// <remarks>Allocates nothing after its construction. Not thread safe.</remarks>
internal sealed class RigCameras(RigFusionOptions options, RigCamera[] cameras)
{
    private readonly long _memoryNs = Nanoseconds.Of(options.CameraMemory);
    private readonly double _pairVariance = 2 * (options.PlaceSigma * options.PlaceSigma);
    private double _yawRate;
    private long _setBackNs;

    public int Count => cameras.Length;

    /// <summary>Capture time of the instant, on a clock that does not go back: where the cameras' was set back, the first instant after that is at the time of the last one.</summary>
    public long NowNs { get; private set; } = long.MinValue;

    public RigCamera this[int camera] => cameras[camera];

    /// <summary>Forgets cameras that have been without a frame for too long, and lets every track be taken anew.</summary>
    /// <param name="captureTimeNs">Of the newest frame.</param>
    /// <param name="yawRate">The ego vehicle's, rad/s; counts as 0 where it is not finite.</param>
    public void BeginInstant(long captureTimeNs, double yawRate)
    {
        if (captureTimeNs + _setBackNs < NowNs)
        {
            _setBackNs = NowNs - captureTimeNs;
        }

        NowNs = captureTimeNs + _setBackNs;
        _yawRate = double.IsFinite(yawRate) ? yawRate : 0;
        foreach (RigCamera camera in cameras)
        {
            if (camera.IsFresh)
            {
                camera.Delay(_setBackNs);
            }

            if (NowNs - camera.TimeNs > _memoryNs)
            {
                camera.Forget();
            }

            Array.Clear(camera.Taken);
        }
    }

    public void EndInstant()
    {
        foreach (RigCamera camera in cameras)
        {
            camera.IsFresh = false;
        }
    }

    /// <summary>The track that a camera has of an object; there is one.</summary>
    public ref readonly Track TrackOf(RigObject known, int camera) => ref cameras[camera].Tracks[known.Places[camera]];

    /// <summary>Whether a camera sees an object in its last frame, rather than expecting it somewhere.</summary>
    public bool Sees(RigObject known, int camera) => known.Places[camera] >= 0 && TrackOf(known, camera).SinceSeen == TimeSpan.Zero;

    /// <summary>Whether a camera sees both: what a camera sees as two is two.</summary>
    public bool AnySeesBoth(RigObject one, RigObject other)
    {
        for (int camera = 0; camera < cameras.Length; camera++)
        {
            if (Sees(one, camera) && Sees(other, camera))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where a track's object is at this instant.</summary>
    /// <returns>False where the track or the camera is not metric.</returns>
    public bool TryCentre(int camera, int place, out GroundPlace centre)
    {
        if (!cameras[camera].TryCentre(place, out centre))
        {
            return false;
        }

        centre = Now(centre, cameras[camera].TimeNs);
        return true;
    }

    /// <summary>Squared Mahalanobis distance of two places, with what mounting and unknown sizes add.</summary>
    public double SquaredDistance(in GroundPlace one, in GroundPlace other) => one.SquaredDistance(other, _pairVariance, options.RangeShare);

    /// <summary>Finds an object's tracks again.</summary>
    public void Follow(RigObject known)
    {
        for (int camera = 0; camera < cameras.Length; camera++)
        {
            int place = known.TrackIds[camera] == 0 ? -1 : cameras[camera].Find(known.TrackIds[camera]);
            known.Places[camera] = place;
            if (place < 0)
            {
                known.TrackIds[camera] = 0;
            }
            else
            {
                cameras[camera].Taken[place] = true;
            }
        }
    }

    /// <summary>Gives a camera's track to an object.</summary>
    public void Give(RigObject known, int camera, int place)
    {
        known.TrackIds[camera] = cameras[camera].Tracks[place].TrackId;
        known.Places[camera] = place;
        cameras[camera].Taken[place] = true;
    }

    /// <summary>Takes it away again; another object may have it.</summary>
    public void TakeAway(RigObject known, int camera)
    {
        cameras[camera].Taken[known.Places[camera]] = false;
        known.TrackIds[camera] = 0;
        known.Places[camera] = -1;
    }

    /// <summary>Places an object by its tracks; one that was placed before goes on where none is left.</summary>
    public void Place(RigObject known)
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
            known.Centre = Now(known.Centre, known.CentreNs);
        }

        known.CentreNs = NowNs;
    }

    private PlaceIntersection Intersect(RigObject known, bool onlySeen)
    {
        PlaceIntersection views = default;
        for (int camera = 0; camera < cameras.Length; camera++)
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

    private GroundPlace Now(in GroundPlace place, long atNs) => place.After((NowNs - atNs) / Nanoseconds.PerSecond, _yawRate, options.Acceleration);
}
