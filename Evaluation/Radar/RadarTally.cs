using Fusion.Tracking;

namespace Evaluation.Radar;

/// <summary>Gathers one run's figures.</summary>
internal sealed class RadarTally
{
    private const double NanosecondsPerSecond = 1e9;
    private readonly HashSet<int> _long;
    private readonly Dictionary<int, Dictionary<int, int>> _identities = [];
    private readonly Dictionary<int, (int Life, int Explained)> _tracks = [];
    private readonly HashSet<int> _explained = [];
    private int _returns;

    public RadarTally(IReadOnlyList<RadarScan> scans, double leastLife) => _long = Long(scans, leastLife);

    public SquareTally Prediction { get; } = new();

    public SquareTally Standing { get; } = new();

    public SquareTally Rate { get; } = new();

    public SquareTally Differenced { get; } = new();

    public MeanOf RateNees { get; } = new();

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

        return [.. lives.Where(life => life.Value.Last - life.Value.First >= leastLife * NanosecondsPerSecond).Select(life => life.Key)];
    }

    internal sealed class SquareTally
    {
        private double _sum;
        private int _count;

        public double Root => _count == 0 ? 0 : Math.Sqrt(_sum / _count);

        public void Add(double value)
        {
            _sum += value * value;
            _count++;
        }
    }

    internal sealed class MeanOf
    {
        private double _sum;
        private int _count;

        public double Mean => _count == 0 ? 0 : _sum / _count;

        public void Add(double value)
        {
            _sum += value;
            _count++;
        }
    }
}
