using Fusion.Association;
using Fusion.Filters;

namespace Fusion.Tracking;

/// <summary>Decides which ranged object belongs to which track, by projected box and by range and azimuth.</summary>
/// <remarks>Buffers grow to the largest frame and are then reused. Not thread safe.</remarks>
internal sealed class RangedAssociator(RangedOptions options)
{
    private const int None = -1;

    // Beyond so many standard deviations nearness is nothing; saves the exponential.
    private const double FarDistance = 25;
    private readonly SparseAssignment _assignment = new();
    private int[] _objectOfTrack = new int[64];
    private bool[] _isTaken = new bool[64];
    private double _egoSpeed;

    /// <summary>For each track its object, or -1; valid until the next call.</summary>
    public ReadOnlySpan<int> ObjectOfTrack => _objectOfTrack;

    /// <summary>Whether an object continues a track; valid until the next call.</summary>
    public ReadOnlySpan<bool> IsTaken => _isTaken;

    /// <param name="tracks">All tracks, after this frame's camera update.</param>
    /// <param name="objects">This frame's; unusable ones are passed over.</param>
    /// <param name="egoSpeed">What the tracks' velocities hold beyond the relative ones that sensors measure, m/s.</param>
    public void Associate(ReadOnlySpan<TrackSlot> tracks, ReadOnlySpan<RangedObject> objects, double egoSpeed)
    {
        _egoSpeed = egoSpeed;
        Buffers.Grow(ref _objectOfTrack, tracks.Length);
        Buffers.Grow(ref _isTaken, objects.Length);
        _isTaken.AsSpan(0, objects.Length).Clear();
        _assignment.Begin(objects.Length);
        foreach (TrackSlot track in tracks)
        {
            _assignment.AddRow(1 - options.Gate);
            for (int index = 0; index < objects.Length; index++)
            {
                ref readonly RangedObject ranged = ref objects[index];
                if (ranged.Score < options.MinimumScore || !ranged.IsUsable
                    || (ranged.Class != ObjectClass.Unknown && ranged.Class.Group() != track.Group))
                {
                    continue;
                }

                double affinity = Affinity(track, ranged);
                if (affinity >= options.Gate)
                {
                    _assignment.AddEdge(index, 1 - affinity);
                }
            }
        }

        _assignment.Solve(_objectOfTrack);
        for (int index = 0; index < tracks.Length; index++)
        {
            if (_objectOfTrack[index] != None)
            {
                _isTaken[_objectOfTrack[index]] = true;
            }
        }
    }

    private double Affinity(TrackSlot track, in RangedObject ranged)
    {
        double nearness = Nearness(track.Ground!, ranged);
        if (ranged.ImageBox is not { } box || !track.HasBox)
        {
            return nearness;
        }

        double overlap = track.Box.IntersectionOverUnion(box);
        return (options.OverlapWeight * overlap) + ((1 - options.OverlapWeight) * nearness);
    }

    /// <summary>exp(-d²/2s²) of the Mahalanobis distance on the ground and, where the sensor measures it, in range rate.</summary>
    private double Nearness(GroundFilter ground, in RangedObject ranged)
    {
        RangedNoise noise = RangedNoise.Of(ranged);
        double xx = ground.Covariance(GroundState.X, GroundState.X) + noise.VarianceX;
        double yy = ground.Covariance(GroundState.Y, GroundState.Y) + noise.VarianceY;
        double xy = ground.Covariance(GroundState.X, GroundState.Y) + noise.CovarianceXY;
        double dx = ranged.X - ground[GroundState.X];
        double dy = ranged.Y - ground[GroundState.Y];
        double determinant = (xx * yy) - (xy * xy);
        if (!(determinant > 0))
        {
            return 0;
        }

        double squared = ((yy * dx * dx) - (2 * xy * dx * dy) + (xx * dy * dy)) / determinant;
        if (ranged.RangeRate is { } rate)
        {
            double expected = (noise.Cos * (ground[GroundState.Vx] - _egoSpeed)) + (noise.Sin * ground[GroundState.Vy]);
            double variance = (noise.Cos * noise.Cos * ground.Covariance(GroundState.Vx, GroundState.Vx))
                + (noise.Sin * noise.Sin * ground.Covariance(GroundState.Vy, GroundState.Vy))
                + (2 * noise.Cos * noise.Sin * ground.Covariance(GroundState.Vx, GroundState.Vy))
                + (ranged.RangeRateSigma * ranged.RangeRateSigma);
            squared += variance > 0 ? (rate - expected) * (rate - expected) / variance : 0;
        }

        double scaled = squared / (options.NearnessScale * options.NearnessScale);
        return scaled > FarDistance ? 0 : Math.Exp(-scaled / 2);
    }
}
