using Fusion.Tracking;
using Sensors.Calibration;

namespace Fusion.Rigs;

/// <summary>One camera's last tracks and where its optical axis points.</summary>
internal sealed class RigCamera
{
    private readonly Track[] _tracks;
    private readonly double _axisX;
    private readonly double _axisY;

    public RigCamera(CameraCalibration? calibration, int maximumTracks)
    {
        Calibration = calibration;
        _tracks = new Track[maximumTracks];
        Taken = new bool[maximumTracks];
        if (calibration is not null)
        {
            RigidTransform r = calibration.CameraFromEgo;
            double length = Math.Max(Math.Sqrt((r.R20 * r.R20) + (r.R21 * r.R21)), 1e-6);
            (_axisX, _axisY) = (r.R20 / length, r.R21 / length);
        }
    }

    public CameraCalibration? Calibration { get; }

    public ReadOnlySpan<Track> Tracks => _tracks.AsSpan(0, Count);

    /// <summary>By track: whether an object has it.</summary>
    public bool[] Taken { get; }

    public int Count { get; private set; }

    /// <summary>Capture time of the frame that the tracks are of, on the instants' clock.</summary>
    public long TimeNs { get; private set; }

    /// <summary>Whether that frame is of the present instant.</summary>
    public bool IsFresh { get; set; }

    public void Take(long captureTimeNs, ReadOnlySpan<Track> tracks)
    {
        Count = Math.Min(tracks.Length, _tracks.Length);
        tracks[..Count].CopyTo(_tracks);
        TimeNs = captureTimeNs;
        IsFresh = true;
    }

    /// <summary>Brings the frame's own time to the instants' clock.</summary>
    public void Delay(long setBackNs) => TimeNs += setBackNs;

    public void Forget() => Count = 0;

    public int Find(int trackId)
    {
        for (int place = 0; place < Count; place++)
        {
            if (_tracks[place].TrackId == trackId)
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>The centre of a track's object: cameras that look from different sides see different faces of it.</summary>
    /// <returns>False where the track or the camera is not metric.</returns>
    public bool TryCentre(int place, out GroundPlace centre)
    {
        if (Calibration is null || _tracks[place].Ego is not { } ego)
        {
            centre = default;
            return false;
        }

        centre = new GroundPlace(
            ego.X + (ego.HalfDepth * _axisX), ego.Y + (ego.HalfDepth * _axisY), ego.Vx, ego.Vy,
            ego.VarianceX, ego.VarianceY, ego.CovarianceXY, ego.VarianceVx, ego.VarianceVy);
        return centre.IsFinite;
    }

    /// <summary>What this camera would say of an object whose centre is known better: the face that it sees, and its depth.</summary>
    public EgoState Face(in EgoState seen, in GroundPlace centre)
    {
        RigidTransform r = Calibration!.CameraFromEgo;
        double x = centre.X - (seen.HalfDepth * _axisX);
        double y = centre.Y - (seen.HalfDepth * _axisY);
        return new EgoState(x, y, centre.Vx, centre.Vy, centre.VarianceX, centre.VarianceY, centre.CovarianceXY, centre.VarianceVx, centre.VarianceVy)
        {
            HalfDepth = seen.HalfDepth,
            Extent = seen.Extent,
            CameraDepth = Math.Max(seen.CameraDepth + (r.R20 * (x - seen.X)) + (r.R21 * (y - seen.Y)), 0),
            CameraDepthVariance = (r.R20 * r.R20 * centre.VarianceX) + (r.R21 * r.R21 * centre.VarianceY) + (2 * r.R20 * r.R21 * centre.CovarianceXY),
            ClosingSpeed = -(r.R20 * centre.Vx) - (r.R21 * centre.Vy),
            ClosingSpeedVariance = (r.R20 * r.R20 * centre.VarianceVx) + (r.R21 * r.R21 * centre.VarianceVy),
        };
    }
}
