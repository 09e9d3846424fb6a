using Evaluation.Metrics;
using Fusion.Tracking;
using Sensors.Frames;

namespace Evaluation.Radar;

/// <summary>Gathers one run's figures.</summary>
internal sealed class RadarTally
{
    private readonly HashSet<int> _long;
    private readonly Dictionary<int, Dictionary<int, int>> _identities = [];
    private readonly Dictionary<int, (int Life, int Explained)> _tracks = [];
    private readonly HashSet<int> _explained = [];
    private int _returns;

    public RadarTally(IReadOnlyList<RadarScan> scans, double leastLife) => _long = Long(scans, leastLife);

    /// <summary>Squared distances, m², of returns from where their tracks were expected.</summary>
    public MeanTally Prediction { get; } = new();

    /// <summary>The same from where their targets stood in the scan before.</summary>
    public MeanTally Standing { get; } = new();

    /// <summary>Squared differences, (m/s)², of the tracks' closing speeds from the Doppler rate.</summary>
    public MeanTally Rate { get; } = new();

    /// <summary>The same of differenced distances.</summary>
    public MeanTally Differenced { get; } = new();

    /// <summary>The squares of <see cref="Rate"/> over their stated variances.</summary>
    public MeanTally RateNees { get; } = new();

    public int Tracks => _tracks.Count;

    public double FollowedShare => _returns == 0 ? 0 : _identities.Values.Sum(counts => counts.Values.Sum()) / (double)_returns;

    public double OneIdentityShare
    {
        get
        {
            int all = _identities.Values.Sum(counts => counts.Values.Sum());
            return all == 0 ? 0 : _identities.Values.Sum(counts => counts.Values.Max()) / (double)all;
        }
    }

    /// <summary>Targets that were seen for long enough.</summary>
    public int LongTargets => _long.Count;

    public int FalseTracks(double mostUnexplained)
    {
        Settle();
        return _tracks.Values.Count(track => track.Life - track.Explained > mostUnexplained * track.Life);
    }

    /// <summary>Starts a scan.</summary>
    public void AddTracks(List<Track> tracks)
    {
        Settle();
        foreach (Track track in tracks)
        {
            (int life, int explained) = _tracks.GetValueOrDefault(track.TrackId);
            _tracks[track.TrackId] = (life + 1, explained);
        }
    }

    public void AddReturn(in RadarReturn seen, Track? track)
    {
        if (track is { } found)
        {
            _explained.Add(found.TrackId);
        }

        if (!_long.Contains(seen.Target))
        {
            return;
        }

        _returns++;
        if (track is { } followed)
        {
            if (!_identities.TryGetValue(seen.Target, out Dictionary<int, int>? counts))
            {
                _identities.Add(seen.Target, counts = []);
            }

            counts[followed.TrackId] = counts.GetValueOrDefault(followed.TrackId) + 1;
        }
    }

    private void Settle()
    {
        foreach (int id in _explained)
        {
            (int life, int explained) = _tracks[id];
            _tracks[id] = (life, explained + 1);
        }

        _explained.Clear();
    }

    private static HashSet<int> Long(IReadOnlyList<RadarScan> scans, double leastLife)
    {
        Dictionary<int, (long First, long Last)> lives = [];
        foreach (RadarScan scan in scans)
        {
            foreach (RadarReturn seen in scan.Returns)
            {
                long first = lives.TryGetValue(seen.Target, out (long First, long Last) life) ? life.First : scan.TimeNs;
                lives[seen.Target] = (first, scan.TimeNs);
            }
        }

        return [.. lives.Where(life => life.Value.Last - life.Value.First >= leastLife * Nanoseconds.PerSecond).Select(life => life.Key)];
    }
}
