using Fusion.Tracking;

namespace Fusion.World;

/// <summary>Picks the nearest vehicle in the ego lane.</summary>
/// <remarks>Nearest is by range with a calibration, else by the lowest box edge, and the larger box among equals. Stateless; thread safe.</remarks>
public sealed class LeadSelector
{
    private readonly LeadSelectorOptions _options;

    /// <param name="options">Validated here.</param>
    /// <exception cref="WorldFusionOptionsException">An option is out of range.</exception>
    public LeadSelector(LeadSelectorOptions options)
    {
        WorldFusionOptions.Check(options);
        _options = options;
    }

    /// <param name="tracks">Tracks with their lanes.</param>
    /// <returns>Null where no vehicle leads.</returns>
    public Lead? Select(ReadOnlySpan<Track> tracks)
    {
        int best = -1;
        for (int i = 0; i < tracks.Length; i++)
        {
            if (MayLead(tracks[i]) && (best < 0 || IsNearer(tracks[i], tracks[best])))
            {
                best = i;
            }
        }

        return best < 0 ? null : Describe(tracks[best]);
    }

    private bool MayLead(in Track track)
    {
        bool isVehicle = track.Class.Group() == ObjectGroup.MotorVehicle
            || (_options.IncludeTwoWheelers && track.Class.Group() == ObjectGroup.TwoWheeler);
        bool isBelieved = track.State == TrackState.Confirmed
            || (track.State == TrackState.Lost && track.SinceSeen <= _options.MaxUnseen);
        return isVehicle && isBelieved && track.Lane == LaneAssignment.Ego && track.Ego is not { X: <= 0 };
    }

    private static bool IsNearer(in Track track, in Track other)
    {
        if (track.Ego is { } a && other.Ego is { } b)
        {
            return a.X < b.X;
        }

        return track.Box.YMax > other.Box.YMax || (track.Box.YMax == other.Box.YMax && track.Box.Area > other.Box.Area);
    }

    private static Lead Describe(in Track track)
    {
        if (track.Ego is not { } ego)
        {
            return new Lead(track.TrackId, null, null, null, null, null, track.TimeToCollision);
        }

        return new Lead(
            track.TrackId, ego.X, Math.Sqrt(Math.Max(0, ego.VarianceX)), ego.CameraDepth,
            -ego.Vx, Math.Sqrt(Math.Max(0, ego.VarianceVx)), track.TimeToCollision);
    }
}
