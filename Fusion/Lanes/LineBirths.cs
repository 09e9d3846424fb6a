namespace Fusion.Lanes;

/// <summary>Finds lines that nobody follows yet: paint left over that lines up along the road.</summary>
/// <remarks>
/// Each run votes for the lateral position of the road-parallel curve through it, so that the dashes of one line vote for
/// the same place however large the gaps between them.
/// </remarks>
internal sealed class LineBirths(LaneTrackerOptions options, LaneGeometry geometry, RoadFilter filter, LaneMatcher matcher)
{
    /// <summary>Width of a vote's bin, metres.</summary>
    private const double Bin = 0.15;

    private readonly double[] _votes = new double[(int)Math.Ceiling(2 * options.BirthHalfWidth / Bin)];

    /// <summary>Looks for the strongest new line.</summary>
    /// <param name="runs">The frame's paint; what belongs to a line is left alone.</param>
    /// <param name="rows">Rows of the mask.</param>
    /// <param name="pixelP">Width of a mask pixel along p.</param>
    /// <param name="lateral">Where it lies, metres to the left of the camera.</param>
    /// <param name="sigma">How well that is known, metres.</param>
    /// <returns>False where nothing is left that could be a line.</returns>
    public bool TryFind(ReadOnlySpan<PaintRun> runs, int rows, double pixelP, out double lateral, out double sigma)
    {
        sigma = 0;
        lateral = 0;
        Vote(runs, pixelP);
        double enough = options.BirthRowShare * rows;
        while (true)
        {
            int peak = Peak(out double votes);
            if (votes < enough)
            {
                return false;
            }

            lateral = ((peak + 0.5) * Bin) - options.BirthHalfWidth;
            if (TryRefine(runs, pixelP, enough, ref lateral, out sigma))
            {
                return true;
            }

            _votes.AsSpan(Math.Max(0, peak - 1), Math.Min(_votes.Length, peak + 2) - Math.Max(0, peak - 1)).Clear();
        }
    }

    private void Vote(ReadOnlySpan<PaintRun> runs, double pixelP)
    {
        Array.Clear(_votes);
        foreach (ref readonly PaintRun run in runs)
        {
            if (TryLateral(run, pixelP, out double lateral, out _))
            {
                int bin = (int)Math.Floor((lateral + options.BirthHalfWidth) / Bin);
                if (bin >= 0 && bin < _votes.Length)
                {
                    _votes[bin] += run.Weight;
                }
            }
        }
    }

    private int Peak(out double votes)
    {
        int peak = 0;
        votes = 0;
        for (int i = 0; i < _votes.Length; i++)
        {
            double sum = _votes[i] + (i > 0 ? _votes[i - 1] : 0) + (i + 1 < _votes.Length ? _votes[i + 1] : 0);
            if (sum > votes)
            {
                votes = sum;
                peak = i;
            }
        }

        return peak;
    }

    private bool TryLateral(in PaintRun run, double pixelP, out double lateral, out double slope)
    {
        lateral = 0;
        if (run.Line >= 0 || !filter.TrySlope(run.Q, out slope) || geometry.CameraHeight / slope > options.BirthRange || matcher.IsTooWide(run, slope, pixelP))
        {
            slope = 0;
            return false;
        }

        lateral = filter.LateralThrough(run.P, slope);
        return !IsFollowed(run, slope, pixelP);
    }

    /// <summary>Whether paint lies so near to a known line that it can be no other.</summary>
    private bool IsFollowed(in PaintRun run, double slope, double pixelP)
    {
        double near = (options.MergeDistance * slope / geometry.CameraHeight) + (2 * pixelP);
        for (int slot = 0; slot < RoadFilter.Slots; slot++)
        {
            if (filter.IsActive(slot) && Math.Abs(run.P - filter.P(slot, slope)) < near)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Weighted straight fit of lateral position over distance: enough paint, long enough, along the road.</summary>
    private bool TryRefine(ReadOnlySpan<PaintRun> runs, double pixelP, double enough, ref double lateral, out double sigma)
    {
        double w = 0;
        double sumD = 0;
        double sumY = 0;
        double sumDd = 0;
        double sumDy = 0;
        double support = 0;
        double nearest = double.PositiveInfinity;
        double farthest = 0;
        foreach (ref readonly PaintRun run in runs)
        {
            if (!TryLateral(run, pixelP, out double y, out double slope))
            {
                continue;
            }

            double perMetre = slope / geometry.CameraHeight;
            if (Math.Abs(y - lateral) > options.MinGate + (pixelP / perMetre))
            {
                continue;
            }

            double distance = 1 / perMetre;
            double weight = run.Weight * perMetre * perMetre / matcher.RowVariance(slope, pixelP);
            w += weight;
            sumD += weight * distance;
            sumY += weight * y;
            sumDd += weight * distance * distance;
            sumDy += weight * distance * y;
            support += run.Weight;
            nearest = Math.Min(nearest, distance);
            farthest = Math.Max(farthest, distance);
        }

        sigma = 0;
        if (support < enough || farthest - nearest < options.BirthLength)
        {
            return false;
        }

        double meanD = sumD / w;
        double meanY = sumY / w;
        double spread = sumDd - (sumD * meanD);
        double angle = (sumDy - (sumD * meanY)) / spread;
        double angleSigma = Math.Sqrt((options.CorrelatedRows / spread) + filter.Covariance(0, 0));
        if (Math.Abs(angle) > options.BirthMaxAngle + angleSigma)
        {
            return false;
        }

        lateral = meanY;
        sigma = Math.Sqrt((options.CorrelatedRows / w) + (meanD * meanD * options.OwnAngleSigma * options.OwnAngleSigma)) + (options.MinGate / 2);
        return true;
    }
}
