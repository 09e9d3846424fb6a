using Fusion.Lanes;
using Fusion.Ranging;
using Fusion.Tracking;

namespace Fusion.World;

/// <summary>The world after a frame. Owned and reused by <see cref="WorldFusion"/>; valid until its next update.</summary>
public sealed class WorldModel
{
    private readonly Track[] _tracks;
    private int _trackCount;

    internal WorldModel(int maximumTracks, LaneScene lanes)
    {
        _tracks = new Track[maximumTracks];
        Lanes = lanes;
    }

    public long CaptureTimeNs { get; internal set; }

    /// <summary>Tentative, confirmed and lost tracks, with their lanes.</summary>
    public ReadOnlySpan<Track> Tracks => _tracks.AsSpan(0, _trackCount);

    public LaneScene Lanes { get; internal set; }

    /// <summary>Where the road's horizon lies: by the lane lines where there are any, else by the objects. Null without a calibration, and where the camera looks more aside than ahead.</summary>
    public RoadHorizon? Horizon { get; internal set; }

    /// <summary>The nearest vehicle in the ego lane, or null.</summary>
    public Lead? Lead { get; internal set; }

    /// <summary>How many tracks were ever confirmed in this run.</summary>
    public int ConfirmedTracksEver { get; internal set; }

    internal Span<Track> TakeTracks(ReadOnlySpan<Track> tracks)
    {
        tracks.CopyTo(_tracks);
        _trackCount = tracks.Length;
        return _tracks.AsSpan(0, _trackCount);
    }
}
