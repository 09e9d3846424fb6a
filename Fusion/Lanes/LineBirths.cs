namespace Fusion.Lanes;

/// <summary>Finds lines that nobody follows yet: paint left over that lines up along the road.</summary>
/// <remarks>
/// Each run votes for the lateral position of the road-parallel curve through it, so that the dashes of one line vote for
/// the same place however large the gaps between them.
/// </remarks>
internal sealed class LineBirths(LaneTrackerOptions options, LaneGeometry geometry, RoadFilter filter, LaneMatcher matcher, PaintSegments segments)
{
    /// <summary>Width of a vote's bin, metres.</summary>
    private const double Bin = 0.15;

    /// <summary>Columns per row beyond which a line is taken to lie no flatter.</summary>
    private const double MaxLean = 4;

    /// <summary>Bins to either side of a peak that are its own, and those beyond that are its surroundings.</summary>
    private const int PeakBins = 3;
    private const int AroundBins = 12;

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
        double enough = options.BirthPaintShare * rows;
        while (true)
        {
            int peak = Peak(out double votes);
            if (votes < enough)
            {
                return false;
            }

            lateral = ((peak + 0.5) * Bin) - options.BirthHalfWidth;
            if (StandsOut(peak, votes) && TryRefine(runs, pixelP, enough, ref lateral, out sigma))
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
            if (TryLateral(run, pixelP, out double lateral, out double slope))
            {
                int bin = (int)Math.Floor((lateral + options.BirthHalfWidth) / Bin);
                if (bin >= 0 && bin < _votes.Length)
                {
                    _votes[bin] += run.Weight * Length(run, slope);
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

    /// <summary>Whether a peak has clearly more paint than the road to either side of it: noise has not, nor has a pedestrian crossing.</summary>
    private bool StandsOut(int peak, double votes)
    {
        double around = 0;
        int bins = 0;
        for (int i = Math.Max(0, peak - AroundBins); i <= Math.Min(_votes.Length - 1, peak + AroundBins); i++)
        {
            if (Math.Abs(i - peak) > PeakBins)
            {
                around += _votes[i];
                bins++;
            }
        }

        // The peak is the sum of three bins.
        return votes >= options.BirthContrast * 3 * around / bins;
    }

    /// <summary>Length in the image of the line that a row cuts, in rows: a line that lies flat in the image crosses few rows.</summary>
    private double Length(in PaintRun run, double slope)
    {
        double lean = Math.Min(MaxLean, Math.Abs(run.P + filter.Heading) / slope);
        return Math.Sqrt(1 + (lean * lean));
    }

    private bool TryLateral(in PaintRun run, double pixelP, out double lateral, out double slope)
    {
        lateral = 0;
        if (run.Line >= 0 || !segments.IsLarge(run, options.BirthPieceSize) || !filter.TrySlope(run.Q, out slope) || geometry.CameraHeight / slope > options.BirthRange || matcher.IsTooWide(run, slope, pixelP))
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
            support += run.Weight * Length(run, slope);
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
