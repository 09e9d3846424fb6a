using Evaluation.Metrics;
using Fusion.Association;
using Fusion.Tracking;
using Sensors.Frames;

namespace Evaluation.Radar;

/// <summary>
/// Scores the tracker on a recorded radar's returns by what the recording itself can tell: whether it expects the next return where it
/// comes, whether speeds found from distances alone agree with the Doppler rates that were held back, and whether identities hold.
/// </summary>
/// <remarks>The radar's own target numbers are used to score, never given to the tracker.</remarks>
public static class RadarEvaluation
{
    private const double RangeSigma = 0.25;
    private const double CrossSigma = 0.5;
    private const double RateSigma = 0.15;
    private const float Score = 0.7f;
    private const double OnTrack = 3;
    private const double LeastLife = 1;
    private const double MostUnexplained = 0.1;
    private const int ImageWidth = 1000;
    private const int ImageHeight = 500;

    /// <summary>How the tracker follows a radar alone.</summary>
    public static TrackerOptions Options { get; } = new() { Ranged = new RangedOptions { WithoutCamera = true } };

    public static RadarScore Run(IReadOnlyList<RadarScan> scans)
    {
        RadarTally full = Follow(scans, hasRates: true);
        RadarTally held = Follow(scans, hasRates: false);
        return new RadarScore
        {
            Scans = scans.Count,
            Returns = scans.Sum(scan => scan.Returns.Count),
            Targets = full.LongTargets,
            FollowedShare = full.FollowedShare,
            OneIdentityShare = full.OneIdentityShare,
            FalseTracks = full.FalseTracks(MostUnexplained),
            Tracks = full.Tracks,
            PredictionError = Root(full.Prediction),
            StandingError = Root(full.Standing),
            HeldOutRateError = Root(held.Rate),
            DifferencedRateError = Root(held.Differenced),
            HeldOutRateNees = held.RateNees.Mean ?? 0,
        };
    }

    private static RadarTally Follow(IReadOnlyList<RadarScan> scans, bool hasRates)
    {
        Tracker tracker = new(Options, null, ImageWidth, ImageHeight);
        RadarTally tally = new(scans, LeastLife);
        List<Track> before = [];
        Dictionary<int, (double X, long TimeNs)> last = [];
        long beforeNs = 0;
        foreach (RadarScan scan in scans)
        {
            double dt = (scan.TimeNs - beforeNs) / Nanoseconds.PerSecond;
            double turn = (scan.EgoMotion?.YawRate ?? 0) * dt;
            foreach (RadarReturn seen in scan.Returns)
            {
                if (TryExpect(before, seen, dt, turn, out double expected) && last.TryGetValue(seen.Target, out (double X, long TimeNs) stood))
                {
                    tally.Prediction.Add(Square(seen.X - expected));
                    tally.Standing.Add(Square(seen.X - stood.X));
                }
            }

            RangedObject[] objects = [.. scan.Returns.Select(seen => Object(seen, hasRates))];
            ReadOnlySpan<Track> tracks = tracker.Fuse(scan.TimeNs, [], objects, scan.EgoMotion);
            before = [.. tracks.ToArray().Where(track => track.State == TrackState.Confirmed)];
            beforeNs = scan.TimeNs;
            tally.AddTracks(before);
            int[] trackOf = Pair(scan.Returns, before);
            for (int index = 0; index < scan.Returns.Count; index++)
            {
                RadarReturn seen = scan.Returns[index];
                Track? track = trackOf[index] < 0 ? null : before[trackOf[index]];
                tally.AddReturn(seen, track);

                // A target may return twice in one scan; there is no rate between two places at the same time.
                if (track is { Ego: { } ego } && last.TryGetValue(seen.Target, out (double X, long TimeNs) former) && scan.TimeNs > former.TimeNs)
                {
                    double error = ego.Vx - seen.Rate;
                    tally.Rate.Add(Square(error));
                    tally.RateNees.Add(Square(error) / (ego.VarianceVx + (RateSigma * RateSigma)));
                    tally.Differenced.Add(Square(((seen.X - former.X) * Nanoseconds.PerSecond / (scan.TimeNs - former.TimeNs)) - seen.Rate));
                }

                last[seen.Target] = (seen.X, scan.TimeNs);
            }
        }

        return tally;
    }

    private static double Square(double value) => value * value;

    private static double Root(MeanTally squares) => Math.Sqrt(squares.Mean ?? 0);

    /// <summary>Returns and tracks one to one, as many as possible within <see cref="OnTrack"/>, of these the nearest.</summary>
    private static int[] Pair(IReadOnlyList<RadarReturn> returns, List<Track> tracks)
    {
        SparseAssignment assignment = new();
        assignment.Begin(tracks.Count);
        foreach (RadarReturn seen in returns)
        {
            assignment.AddRow(OnTrack);
            for (int index = 0; index < tracks.Count; index++)
            {
                if (tracks[index].Ego is { } ego)
                {
                    double distance = Math.Sqrt(((seen.X - ego.X) * (seen.X - ego.X)) + ((seen.Y - ego.Y) * (seen.Y - ego.Y)));
                    if (distance < OnTrack)
                    {
                        assignment.AddEdge(index, distance);
                    }
                }
            }
        }

        int[] trackOf = new int[returns.Count];
        assignment.Solve(trackOf);
        return trackOf;
    }

    private static RangedObject Object(in RadarReturn seen, bool hasRate) => new(
        ObjectSources.Radar, ObjectClass.Unknown, Score, seen.X, seen.Y, RangeSigma, CrossSigma)
    {
        RangeRate = hasRate ? seen.Rate : null,
        RangeRateSigma = RateSigma,
    };

    /// <summary>Where along X the track is after dt that then lies nearest to a return, within <see cref="OnTrack"/> metres.</summary>
    private static bool TryExpect(List<Track> tracks, in RadarReturn seen, double dt, double turn, out double expectedX)
    {
        double best = OnTrack;
        expectedX = 0;
        foreach (Track track in tracks)
        {
            if (track.Ego is not { } ego)
            {
                continue;
            }

            double x = ego.X + (ego.Vx * dt) + (turn * ego.Y);
            double y = ego.Y + (ego.Vy * dt) - (turn * ego.X);
            double distance = Math.Sqrt(((seen.X - x) * (seen.X - x)) + ((seen.Y - y) * (seen.Y - y)));
            if (distance < best)
            {
                best = distance;
                expectedX = x;
            }
        }

        return best < OnTrack;
    }
}
